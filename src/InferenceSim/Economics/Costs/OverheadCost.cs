namespace InferenceSim.Economics.Costs;

/// <summary>What is paid beside accelerators: software, staff, the gateway, the payment provider.</summary>
public sealed record OverheadCost : ICostModel
{
    /// <summary>Licences and support: US dollars per accelerator-hour.</summary>
    public decimal SoftwareUsdPerGpuHour { get; init; }

    /// <summary>Staff and other fixed costs: US dollars a month.</summary>
    public decimal FixedUsdPerMonth { get; init; }

    /// <summary>Gateway, logging, network: US dollars per million billed tokens.</summary>
    public decimal ApiUsdPerMtok { get; init; }

    /// <summary>Payment fees, resellers, revenue shares: part of what is earned, from 0 to below 1.</summary>
    public decimal ShareOfRevenue { get; init; }

    /// <inheritdoc/>
    public IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay)
    {
        ArgumentNullException.ThrowIfNull(use);
        return ((CostLine[])
        [
            new("software", CostBehaviour.Fixed, use.PaidGpuHours, CostLine.GpuHours, SoftwareUsdPerGpuHour),
            new("other fixed costs", CostBehaviour.Fixed, 1 / DailyUse.DaysPerMonth, "months", FixedUsdPerMonth, FixedUsdPerMonth / DailyUse.DaysPerMonth),
            new("API overhead", CostBehaviour.Marginal, use.BilledTokens / DailyUse.TokensPerMillion, "M tokens", ApiUsdPerMtok),
            new("share of revenue", CostBehaviour.ShareOfRevenue, revenueUsdPerDay, "USD earned", ShareOfRevenue),
        ]).Where(l => l.UsdPerDay != 0);
    }
}
