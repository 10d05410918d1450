using InferenceSim.Experiments.Validation;

namespace InferenceSim.Experiments;

/// <summary>Serving engines by the names that users give, and what each sets unless the scenario says otherwise.</summary>
internal static class EngineChoice
{
    /// <summary>The engine that runs unless another is named: vLLM as it is today.</summary>
    public const string DefaultName = "vllm";

    private const string SynchronousName = "vllm-v1";

    // An engine's bare name means its present generation.
    private static readonly Dictionary<string, string> s_present = new(StringComparer.Ordinal)
    {
        [DefaultName] = "vllm-v1-async",
        ["trtllm"] = "trtllm-pytorch-pdl",
    };

    /// <summary>All names.</summary>
    public static string[] Names { get; } = [.. s_present.Keys, .. EngineTable.Shipped.Generations.Select(g => g.Name)];

    /// <summary>The generation that <paramref name="name"/> means.</summary>
    public static EngineGeneration Generation(string name) => EngineTable.Shipped.Named(s_present.GetValueOrDefault(name, name));

    /// <summary>The generation of a scenario. vLLM turns asynchronous scheduling off where drafts are looked up on the host.</summary>
    public static EngineGeneration Of(Scenario scenario) => Generation(
        scenario.Engine ?? (scenario.Spec?.StartsWith("ngram", StringComparison.Ordinal) == true ? SynchronousName : DefaultName));

    /// <summary><paramref name="scenario"/> with what its engine sets by itself where the scenario is silent.</summary>
    public static Scenario Fill(Scenario scenario, EngineGeneration generation)
    {
        string policy = scenario.Policy ?? generation.Policies[0];
        return scenario with
        {
            Policy = policy,
            AsyncScheduling = scenario.AsyncScheduling ?? (generation.AsyncScheduling && policy == generation.Policies[0] && scenario is { Pp: null or 1, Spec: null }),
            BlockSize = scenario.BlockSize ?? generation.BlockSize,
            PrefixCaching = scenario.PrefixCaching ?? generation.PrefixCaching,
        };
    }

    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="UsageException">Something does not; the message says with what it goes.</exception>
    public static void Check(Scenario scenario)
    {
        string policy = scenario.Policy ?? BatchingPolicies.Names[0];
        if (scenario.AsyncScheduling == true && !BatchingPolicies.IsContinuous(policy))
        {
            throw new UsageException($"--async-scheduling on goes with --policy {string.Join(", ", BatchingPolicies.Continuous)} only, not with {policy}");
        }

        if (scenario.Pp > 1)
        {
            CheckSynchronous($"--pp {scenario.Pp}", scenario, policy);
        }

        if (scenario.Spec is not null)
        {
            CheckSynchronous($"--spec {scenario.Spec}", scenario, policy);
        }

        if (scenario is { Pp: > 1, Spec: not null })
        {
            throw new UsageException($"--spec {scenario.Spec} does not go with --pp {scenario.Pp}");
        }

        if (scenario.PrefillWaitSteps > 0 && (scenario.Dp is not > 1 || !BatchingPolicies.IsContinuous(policy)))
        {
            throw new UsageException(
                $"--prefill-wait-steps goes with --dp above 1 and --policy {string.Join(", ", BatchingPolicies.Continuous)}: it is data-parallel ranks that wait for each other");
        }

        if (scenario.BatchWaitSteps > 0 && (scenario.PrefillWaitSteps > 0 || !BatchingPolicies.IsContinuous(policy)))
        {
            throw new UsageException($"--batch-wait-steps goes with --policy {string.Join(", ", BatchingPolicies.Continuous)}, and not with --prefill-wait-steps");
        }

        if (scenario is { BatchWaitShare: not null, BatchWaitSteps: null or 0 })
        {
            throw new UsageException("--batch-wait-share goes with --batch-wait-steps");
        }

        if (scenario.ReceiveIntervalSteps > 1 && policy != "sglang")
        {
            throw new UsageException($"--receive-interval-steps goes with --policy sglang, not with {policy}");
        }

        if (scenario.Preemption == "swap" && !BatchingPolicies.IsContinuous(policy))
        {
            throw new UsageException($"--preemption swap goes with --policy {string.Join(", ", BatchingPolicies.Continuous)}, not with {policy}");
        }

        if (scenario is { HasPatience: true, Policy: "static" })
        {
            throw new UsageException("--patience does not go with --policy static, which plays every batch to its end");
        }
    }

    private static void CheckSynchronous(string flag, Scenario scenario, string policy)
    {
        if (scenario.AsyncScheduling == true)
        {
            throw new UsageException($"{flag} goes with --async-scheduling off only");
        }

        if (!BatchingPolicies.IsContinuous(policy))
        {
            throw new UsageException($"{flag} goes with --policy {string.Join(", ", BatchingPolicies.Continuous)}, not with {policy}");
        }
    }
}
