using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>Puts the money of a run together: what each group pays for its accelerators, and what all of them sell.</summary>
internal static class RunMoney
{
    /// <summary>The money of all groups: each pays its own accelerators, together they serve and sell.</summary>
    public static RunEconomics Together(ScenarioPlan plan, SimulationReport report, GroupResult[] groups, SalesMeter sales)
    {
        DailyUse use = DailyUse.Together(report, [.. groups.Select(g => (g.Economics!.Account.Use, g.Economics.AcceleratorUsdPerGpuHour))]);
        use = report.Tenants.Count == 0 ? use : use with { ContextTime = ContextTime.Of(report, groups) };
        EconomicsTerms terms = plan.Economics! with
        {
            Accelerators = groups is [var only]
                ? only.Economics!.Terms.Accelerators
                : new FleetCost([.. groups.Select(g => (g.Plan.Name, g.Economics!.Terms.Accelerators, g.Economics.Account.Use))], use.BilledTokens),
            Users = plan.Economics.Users ?? plan.Inputs.Concurrency,
        };
        return sales.Counted(terms, report).Of(use);
    }

    /// <summary>The price of an hour: the rent, or what owning or paying for busy hours only comes to for an hour that is held.</summary>
    public static GpuPrice HourPrice(GpuPrice? rent, RunEconomics economics) => rent is not null && economics.AcceleratorUsdPerGpuHour == (decimal)rent.UsdPerGpuHour
        ? rent
        : new GpuPrice(
            (double)economics.AcceleratorUsdPerGpuHour,
            rent is not null ? $"all rent over hours held, at {rent.Source}" : "owned: capital, space, electricity, operations");
}
