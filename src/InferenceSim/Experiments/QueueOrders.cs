using InferenceSim.Scheduling;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>Orders of the waiting queue by the names that users give.</summary>
internal static class QueueOrders
{
    private static readonly Dictionary<string, QueueOrder> s_byName = new(StringComparer.Ordinal)
    {
        ["fcfs"] = QueueOrder.Fcfs,
        ["priority"] = QueueOrder.Priority,
        ["shortest-prompt"] = QueueOrder.ShortestPrompt,
        ["shortest-job"] = QueueOrder.ShortestJob,
        ["deadline"] = QueueOrder.Deadline,
        ["fair"] = QueueOrder.FairShare,
    };

    /// <summary>The names, the default first.</summary>
    public static string[] Names { get; } = [.. s_byName.Keys];

    /// <summary>The order called <paramref name="name"/>, which is one of <see cref="Names"/>.</summary>
    public static QueueOrder Of(string name) => s_byName[name];

    /// <summary>When answers are due: within the SLO of their tenant, or of the scenario where it has no tenants.</summary>
    /// <exception cref="UsageException">The order goes by deadlines, and nobody has one.</exception>
    public static IReadOnlyList<Deadline?> Deadlines(Scenario scenario, TrafficRule traffic)
    {
        Deadline?[] deadlines = traffic.Tenants is { } tenants
            ? [.. tenants.Terms.Select(t => Of(t.SloTtft, t.SloTpot))]
            : [Of(Milliseconds(scenario.SloTtftMs), Milliseconds(scenario.SloTpotMs))];
        return scenario.Order == "deadline" && Array.TrueForAll(deadlines, static d => d is null)
            ? throw new UsageException("--order deadline goes by SLOs: give --slo-ttft-ms, --slo-tpot-ms, or tenants that have them")
            : deadlines;
    }

    private static Deadline? Of(SimDuration? firstToken, SimDuration? perToken) =>
        firstToken is null && perToken is null ? null : new Deadline(firstToken ?? SimDuration.Zero, perToken ?? SimDuration.Zero);

    private static SimDuration? Milliseconds(double? ms) => ms is double value ? SimDuration.FromSeconds(value / 1000) : null;
}
