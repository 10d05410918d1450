namespace InferenceSim.Experiments;

/// <summary>Puts the plans of single replicas together to the plan of a deployment.</summary>
internal static class DeploymentPlanner
{
    /// <summary>The plan of <paramref name="groups"/> together, still without a workload; refused if one of them is.</summary>
    public static ScenarioPlan Plan(Scenario scenario, IReadOnlyList<GroupPlan> groups)
    {
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
                    Failures = scenario.Failures,
                    Autoscale = scenario.Autoscale,
                    Replicas = scenario.Replicas,
                    Router = scenario.Router,
                },
            },
        };
    }

    /// <summary>The inputs of several groups in one row: names joined, a number where it is the same in all.</summary>
    private static PointInputs Together(IReadOnlyList<PointInputs> groups) => groups[0] with
    {
        Model = Joined(groups, g => g.Model),
        Gpu = Joined(groups, g => g.Gpu),
        Tp = Same(groups, g => g.Tp),
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
