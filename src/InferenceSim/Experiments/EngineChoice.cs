using InferenceSim.Experiments.Validation;

namespace InferenceSim.Experiments;

/// <summary>Serving engines by the names that users give, and what each sets unless the scenario says otherwise.</summary>
internal static class EngineChoice
{
    /// <summary>The engine that runs unless another is named: vLLM as it is today.</summary>
    public const string DefaultName = "vllm";

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

    /// <summary><paramref name="scenario"/> with what its engine sets by itself where the scenario is silent.</summary>
    public static Scenario Fill(Scenario scenario, EngineGeneration generation)
    {
        string policy = scenario.Policy ?? generation.Policies[0];
        return scenario with
        {
            Policy = policy,
            AsyncScheduling = scenario.AsyncScheduling ?? (generation.AsyncScheduling && policy == generation.Policies[0]),
            BlockSize = scenario.BlockSize ?? generation.BlockSize,
            PrefixCaching = scenario.PrefixCaching ?? generation.PrefixCaching,
        };
    }
}
