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

    /// <summary>The cost of <paramref name="report"/> on <paramref name="accelerators"/> rented accelerators.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one accelerator.</exception>
    public static RunCost Of(SimulationReport report, int accelerators, GpuPrice price)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(price);
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);

        double total = accelerators * (report.Duration.Seconds / SecondsPerHour) * price.UsdPerGpuHour;
        double prefillShare = report.BusyTime.Picoseconds == 0
            ? 0
            : report.PrefillTime.Picoseconds / (double)report.BusyTime.Picoseconds;
        RunCost cost = new(price, total, total * prefillShare);
        return cost with
        {
            TotalUsdPerMillionTokens = PerMillion(cost.TotalUsd, report.PromptTokens + report.OutputTokens),
            InputUsdPerMillionTokens = PerMillion(cost.InputUsd, report.PromptTokens),
            OutputUsdPerMillionTokens = PerMillion(cost.OutputUsd, report.OutputTokens),
        };
    }

    private static double? PerMillion(double usd, long tokens) => tokens == 0 ? null : usd / tokens * TokensPerMillion;
}
