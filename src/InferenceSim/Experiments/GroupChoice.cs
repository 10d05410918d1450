using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>
/// A group of equal replicas as a scenario file has it: how many, and whatever of the scenario's model, hardware and engine is different
/// in it.
/// </summary>
/// <param name="Name">Its name; unique in the scenario.</param>
/// <param name="Replicas">How many replicas.</param>
/// <param name="Fields">The fields that it sets, and their text.</param>
public sealed record GroupChoice(string Name, int Replicas, IReadOnlyList<(ScenarioField Field, string Text)> Fields)
{
    /// <summary>What its replicas do. Default: whole requests.</summary>
    public GroupRole Role { get; init; }

    /// <summary>How its replicas fail. Default: as the scenario says.</summary>
    public FailureChoice? Failures { get; init; }

    /// <summary>How their number changes. Default: as the scenario says.</summary>
    public ScalingChoice? Autoscale { get; init; }

    /// <summary>The scenario of one of its replicas.</summary>
    internal Scenario Of(Scenario scenario) => Fields.Aggregate(
        scenario with
        {
            Groups = null,
            Replicas = null,
            Router = null,
            Pools = null,
            Failures = Failures ?? scenario.Failures,
            Autoscale = Autoscale ?? scenario.Autoscale,
        },
        (s, field) => field.Field.Apply(s, field.Text));

    /// <summary>The group with every path in it replaced.</summary>
    public GroupChoice WithPaths(Func<string, string> rebased) => this with
    {
        Fields = [.. Fields.Select(f => f.Field.Name is "model" or "gpu" or "host" ? (f.Field, rebased(f.Text)) : f)],
    };
}
