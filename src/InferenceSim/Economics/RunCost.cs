using InferenceSim.Serving;

namespace InferenceSim.Economics;

/// <summary>
/// What a run cost and what its tokens cost. Paid time is the measured window, idle time included. It is divided between input and
/// output as the busy time is divided between prefill and decode, so the two parts add up to the whole; idle time goes pro rata.
/// </summary>
public sealed record RunCost
{
    private const double TokensPerMillion = 1e6;
    private const double SecondsPerHour = 3600;

    private RunCost(GpuPrice price, double totalUsd, double inputUsd)
    {
        Price = price;
        TotalUsd = totalUsd;
        InputUsd = inputUsd;
        OutputUsd = totalUsd - inputUsd;
    }

    /// <summary>The price that was paid per accelerator and hour.</summary>
    public GpuPrice Price { get; }

    /// <summary>Accelerators x hours x price, in US dollars.</summary>
    public double TotalUsd { get; }

    /// <summary>The share of <see cref="TotalUsd"/> that prefill caused.</summary>
    public double InputUsd { get; }

    /// <summary>The rest: what decode caused.</summary>
    public double OutputUsd { get; }

    /// <summary>US dollars per million tokens, input and output together; <c>null</c> where there were none.</summary>
    public double? TotalUsdPerMillionTokens { get; private init; }

    /// <summary><see cref="InputUsd"/> per million input tokens (cached ones included); <c>null</c> where there were none.</summary>
    public double? InputUsdPerMillionTokens { get; private init; }

    /// <summary><see cref="OutputUsd"/> per million output tokens; <c>null</c> where there were none.</summary>
    public double? OutputUsdPerMillionTokens { get; private init; }

    /// <summary>The cost of <paramref name="report"/>, whose replicas have <paramref name="accelerators"/> rented accelerators each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one accelerator.</exception>
    public static RunCost Of(SimulationReport report, int accelerators, GpuPrice price)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(price);
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);

        double total = accelerators * (report.ReplicaSeconds / SecondsPerHour) * price.UsdPerGpuHour;
        double prefillShare = report.BusyTime.Picoseconds == 0
            ? 0
            : report.PrefillTime.ShareOf(report.BusyTime);
        return PerToken(report, new RunCost(price, total, total * prefillShare));
    }

    /// <summary>
    /// The cost of a deployment from those of its groups: sums, and as the price of an accelerator the mean of those paid, weighted by the
    /// hours that each was paid for.
    /// </summary>
    /// <param name="report">The run of the whole deployment.</param>
    /// <param name="groups">What each group cost, and the accelerators that each of its replicas has.</param>
    public static RunCost Of(SimulationReport report, IReadOnlyList<(SimulationReport Report, int Accelerators, GpuPrice Price)> groups)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(groups);
        if (groups is [var only])
        {
            return Of(report, only.Accelerators, only.Price);
        }

        RunCost[] costs = [.. groups.Select(g => Of(g.Report, g.Accelerators, g.Price))];
        double hours = groups.Sum(g => g.Accelerators * (g.Report.ReplicaSeconds / SecondsPerHour));
        double total = costs.Sum(c => c.TotalUsd);
        GpuPrice price = new(hours == 0 ? 0 : total / hours, string.Join("; ", costs.Select(c => c.Price.Source).Distinct()));
        return PerToken(report, new RunCost(price, total, costs.Sum(c => c.InputUsd)));
    }

    private static RunCost PerToken(SimulationReport report, RunCost cost) => cost with
    {
        TotalUsdPerMillionTokens = PerMillion(cost.TotalUsd, report.PromptTokens + report.OutputTokens),
        InputUsdPerMillionTokens = PerMillion(cost.InputUsd, report.PromptTokens),
        OutputUsdPerMillionTokens = PerMillion(cost.OutputUsd, report.OutputTokens),
    };

    private static double? PerMillion(double usd, long tokens) => tokens == 0 ? null : usd / tokens * TokensPerMillion;
}
