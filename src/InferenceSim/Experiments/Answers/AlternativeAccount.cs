using InferenceSim.Economics;

namespace InferenceSim.Experiments.Answers;

/// <summary>An alternative of a scenario: other terms for its day, or a day of its own where the alternative changes what is run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Terms">Other terms for the scenario's day; <c>null</c> where it is run for itself, or nobody knows what its accelerators cost.</param>
/// <param name="OwnRun">Its own run; <c>null</c> where it has none.</param>
public sealed record AlternativeAccount(string Name, EconomicsTerms? Terms, PointResult? OwnRun)
{
    /// <summary>All alternatives of a scenario, run where they need it.</summary>
    public static IReadOnlyList<AlternativeAccount> Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. (scenario.Economics?.Alternatives ?? []).AsParallel().AsOrdered().Select(a => a.With is not null
            ? new AlternativeAccount(a.Name, null, probe.Run(a.Of(scenario)))
            : new AlternativeAccount(a.Name, probe.Plan(a.Of(scenario)).Economics, null))];
    }

    /// <summary>The alternatives that change what is run, as scenarios.</summary>
    public static IEnumerable<(string Name, Scenario Scenario)> OwnScenarios(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return (scenario.Economics?.Alternatives ?? []).Where(a => a.With is not null).Select(a => (a.Name, a.Of(scenario)));
    }
}
