using InferenceSim.KvCache.Tiers;

namespace InferenceSim.Experiments;

/// <summary>
/// Who waits for a tier, by name. Of itself as the engine does it: vLLM's offloading connector knows only <c>async</c>; SGLang's HiCache and
/// TensorRT-LLM bring a prefix back in the step that needs it, which waits for it.
/// </summary>
internal static class KvLoadText
{
    private const string Async = "async";
    private const string Blocking = "blocking";

    /// <summary>The name of what a scenario means.</summary>
    public static string NameOf(Scenario scenario, string policy) =>
        scenario.KvLoad ?? (policy == "vllm" && !HoldsPrompts(scenario) ? Async : Blocking);

    /// <summary>What a scenario means.</summary>
    /// <exception cref="UsageException">It asks for what its policy cannot do.</exception>
    public static KvLoadMode Of(Scenario scenario, string policy)
    {
        if (scenario is { KvLoad: Async, KvTiers: not null } && !LetsRequestsWait(scenario, policy))
        {
            throw new UsageException(Refusal("--kv-load async"));
        }

        return NameOf(scenario, policy) == Async ? KvLoadMode.Async : KvLoadMode.Blocking;
    }

    /// <summary>Whether requests may wait outside the batches, with their blocks, for what a tier or another replica sends.</summary>
    public static bool LetsRequestsWait(Scenario scenario, string policy) =>
        BatchingPolicies.IsContinuous(policy) && !HoldsPrompts(scenario);

    /// <summary>What to say to a flag that needs them to.</summary>
    public static string Refusal(string flag) =>
        $"{flag} goes with --policy {string.Join(", ", BatchingPolicies.Continuous)}, and not with --prefill-wait-steps or --batch-wait-steps";

    private static bool HoldsPrompts(Scenario scenario) => scenario.PrefillWaitSteps > 0 || scenario.BatchWaitSteps > 0;
}
