using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>Puts the plans of single replicas together to the plan of a deployment.</summary>
internal static class DeploymentPlanner
{
    private const double DefaultLatencyUs = 30;

    /// <summary>The plan of <paramref name="groups"/> together, still without a workload; refused if one of them is.</summary>
    public static ScenarioPlan Plan(Scenario scenario, IReadOnlyList<GroupPlan> groups)
    {
        CheckRoles(groups);
        CheckTransfer(scenario, groups);
        ScenarioPlan first = groups[0].Replica;
        PointInputs inputs = groups.Count == 1 ? first.Inputs : Together([.. groups.Select(g => g.Replica.Inputs)]);
        int replicas = groups.Sum(g => g.Replicas);
        GroupPlan? refused = groups.FirstOrDefault(g => g.Replica.Status != PointStatus.Ok);
        return first with
        {
            Groups = groups,
            Status = refused?.Replica.Status ?? PointStatus.Ok,
            Reason = refused is null || groups.Count == 1 ? refused?.Replica.Reason : $"group {refused.Name}: {refused.Replica.Reason}",
            Inputs = inputs with
            {
                Gpus = inputs.Gpus is null ? null : groups.Sum(g => g.Replicas * g.AcceleratorsPerReplica),
                Replicas = replicas,
                Router = replicas == 1 && groups.All(g => g.Replica.Inputs.Scenario.Autoscale is null) ? null : scenario.Router ?? RouterNames.Names[0],
                Scenario = (groups.Count == 1 ? first.Inputs.Scenario : scenario.WithDefaults()) with
                {
                    Groups = scenario.Groups,
                    Pools = scenario.Pools,
                    Failures = scenario.Failures,
                    Autoscale = scenario.Autoscale,
                    Replicas = scenario.Replicas,
                    Router = scenario.Router,
                },
            },
        };
    }

    private static void CheckRoles(IReadOnlyList<GroupPlan> groups)
    {
        bool prefills = groups.Any(g => g.Role == GroupRole.Prefill);
        bool decodes = groups.Any(g => g.Role == GroupRole.Decode);
        if (prefills != decodes)
        {
            throw new UsageException($"there are groups for {(prefills ? "prefill" : "decode")} and none for {(prefills ? "decode" : "prefill")}");
        }

        string[] policies = [.. BatchingPolicies.Continuous, "sglang"];
        if (groups.FirstOrDefault(g => g.Role != GroupRole.Both && !policies.Contains(g.Replica.Inputs.Policy ?? "vllm")) is GroupPlan group)
        {
            throw new UsageException(
                $"group {group.Name}: prefill and decode replicas are built for --policy {string.Join(", ", policies)}, not {group.Replica.Inputs.Policy}");
        }
    }

    /// <summary>How KV caches go between the groups: the bytes of the model's keys and values, however they lie on the accelerators.</summary>
    public static KvTransferOptions KvTransfer(ScenarioPlan plan)
    {
        Scenario scenario = plan.Inputs.Scenario;
        ServingLayout? layout = plan.Layout;
        ServingLayout? drafter = plan.Groups.Where(g => g.Role == GroupRole.Decode).Select(g => g.Replica.Layout?.DraftLayout).FirstOrDefault(d => d is not null);
        return new KvTransferOptions
        {
            // A drafter of the decode side finds its own keys and values of the prompt there too.
            BytesPerToken = layout is null ? 0 : BytesPerToken(layout, layout.Model.Layers) + (drafter is null ? 0 : BytesPerToken(drafter, drafter.Model.KvLayers)),
            Latency = SimDuration.FromSeconds((scenario.KvLinkLatencyUs ?? DefaultLatencyUs) * 1e-6),
            OverlappedLayers = scenario.KvLayerwise == true ? layout?.Model.Layers ?? 1 : null,
            PullsIntoReservedBlocks = scenario.KvTransfer == "pull",
            SharesLinks = scenario.KvLinkSharing == "fair",
        };
    }

    private static void CheckTransfer(Scenario scenario, IReadOnlyList<GroupPlan> groups)
    {
        if (scenario is { KvLinkSharing: "fair", KvLayerwise: true })
        {
            throw new UsageException(
                "--kv-link-sharing fair does not go with --kv-layerwise on: layers are sent while it is not known yet where they go, and so whose link they share");
        }

        if (scenario.KvTransfer != "pull")
        {
            return;
        }

        if (scenario.KvLayerwise == true)
        {
            throw new UsageException("--kv-transfer pull does not go with --kv-layerwise on: the decode side asks when the whole prompt has been computed");
        }

        static bool Pulls(PointInputs inputs) => KvLoadText.LetsRequestsWait(inputs.Scenario, inputs.Policy ?? "vllm");
        if (groups.FirstOrDefault(g => g.Role == GroupRole.Decode && !Pulls(g.Replica.Inputs)) is { } group)
        {
            throw new UsageException($"group {group.Name}: {KvLoadText.Refusal("--kv-transfer pull")}");
        }
    }

    private static long BytesPerToken(ServingLayout layout, int layers) => (layout with { TensorParallel = 1 }).KvBytesPerTokenPerLayer * layers;

    /// <summary>The inputs of several groups in one row: names joined, a number where it is the same in all.</summary>
    private static PointInputs Together(IReadOnlyList<PointInputs> groups) => groups[0] with
    {
        Model = Joined(groups, g => g.Model),
        Gpu = Joined(groups, g => g.Gpu),
        Tp = Same(groups, g => g.Tp),
        Dp = Same(groups, g => g.Dp),
        Ep = Same(groups, g => g.Ep),
        WeightPrecision = Joined(groups, g => g.WeightPrecision),
        KvPrecision = Joined(groups, g => g.KvPrecision),
        Policy = Joined(groups, g => g.Policy),
        Batch = Same(groups, g => g.Batch),
        TokenBudget = Same(groups, g => g.TokenBudget),
        PrefixCaching = Same(groups, g => g.PrefixCaching),
        BlockSize = Same(groups, g => g.BlockSize),
        MaxModelLen = Same(groups, g => g.MaxModelLen),
        KvBlocks = Same(groups, g => g.KvBlocks),
        MemoryUtilization = Same(groups, g => g.MemoryUtilization),
        HardwareEvidence = Joined(groups, g => g.HardwareEvidence),
        Engine = Joined(groups, g => g.Engine),
        Host = Joined(groups, g => g.Host),
    };

    private static string? Joined(IReadOnlyList<PointInputs> groups, Func<PointInputs, string?> of)
    {
        string[] names = [.. groups.Select(of).OfType<string>().Distinct(StringComparer.Ordinal)];
        return names.Length == 0 ? null : string.Join('+', names);
    }

    private static T? Same<T>(IReadOnlyList<PointInputs> groups, Func<PointInputs, T?> of)
        where T : struct => groups.Select(of).Distinct().Count() == 1 ? of(groups[0]) : null;
}
