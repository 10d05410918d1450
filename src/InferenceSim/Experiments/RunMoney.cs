using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>Puts the money of a run together: what each group pays for its accelerators, and what all of them sell.</summary>
internal static class RunMoney
{
    /// <summary>The money of all groups: each pays its own accelerators, together they serve and sell.</summary>
    public static RunEconomics Together(ScenarioPlan plan, SimulationReport report, GroupResult[] groups, TokenTierMeter? tiers)
    {
        EconomicsTerms terms = plan.Economics! with
        {
            Accelerators = groups is [var only]
                ? only.Economics!.Terms.Accelerators
                : new FleetCost([.. groups.Select(g => (g.Plan.Name, g.Economics!.Terms.Accelerators, g.Economics.Account.Use))]),
            Users = plan.Economics.Users ?? plan.Inputs.Concurrency,
        };
        DailyUse use = DailyUse.Together(report, [.. groups.Select(g => (g.Economics!.Account.Use, g.Economics.AcceleratorUsdPerGpuHour))]);
        return (tiers is null ? terms : terms with { Prices = terms.Prices! with { Shares = tiers.Shares() } }).Of(use);
    }

    /// <summary>The price of an hour: the rent, or what owning or paying for busy hours only comes to for an hour that is held.</summary>
    public static GpuPrice HourPrice(GpuPrice? rent, RunEconomics economics) => rent is not null && economics.AcceleratorUsdPerGpuHour == (decimal)rent.UsdPerGpuHour
        ? rent
        : new GpuPrice(
            (double)economics.AcceleratorUsdPerGpuHour,
            rent is not null ? $"all rent over hours held, at {rent.Source}" : "owned: capital, space, electricity, operations");

    /// <summary>Whoever listens to requests, and the meter of price tiers behind him.</summary>
    public static Action<RequestOutcome>? Listening(Action<RequestOutcome>? first, TokenTierMeter? tiers) => tiers is null
        ? first
        : outcome =>
        {
            first?.Invoke(outcome);
            tiers.Add(outcome);
        };
}
