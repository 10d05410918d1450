namespace InferenceSim.Economics.Costs;

/// <summary>Accelerators paid by the hour: on demand, reserved or spot, with or without a minimum.</summary>
public sealed record RentalCost : ICostModel
{
    /// <summary>US dollars for an accelerator and hour. <c>null</c>: the price of the scenario or of the catalog.</summary>
    public decimal? UsdPerGpuHour { get; init; }

    /// <summary>On demand, reserved or spot; told in the account.</summary>
    public RentalTerm Term { get; init; }

    /// <summary>Accelerator-hours that are paid for every day, used or not (a commitment); 0 without one.</summary>
    public decimal CommittedGpuHoursPerDay { get; init; }

    /// <summary>Only busy hours are paid for (serverless billing by the second). Otherwise every hour that an accelerator is held.</summary>
    public bool BusyHoursOnly { get; init; }

    /// <summary>Spot: hours paid in vain (starting again, moving state) over useful hours.</summary>
    public decimal SpotOverheadShare { get; init; }

    /// <summary>Who asks this price, and when.</summary>
    public string? Source { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No price was filled in, or busy hours are asked of an assumption that has none.</exception>
    public IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay)
    {
        ArgumentNullException.ThrowIfNull(use);
        decimal price = UsdPerGpuHour ?? throw new InvalidOperationException("the rental has no price yet");
        decimal used = BusyHoursOnly
            ? use.BusyGpuHours ?? throw new InvalidOperationException("busy hours are known of a simulation only")
            : use.PaidGpuHours;
        decimal paid = used * (1 + SpotOverheadShare);
        string name = $"rent, {Term switch { RentalTerm.Reserved => "reserved", RentalTerm.Spot => "spot", _ => "on demand" }}";
        yield return new CostLine(name, BusyHoursOnly ? CostBehaviour.Marginal : CostBehaviour.Fixed, paid, CostLine.GpuHours, price) { Source = Source };
        if (CommittedGpuHoursPerDay > paid)
        {
            yield return new CostLine("rent, committed and not used", CostBehaviour.Fixed, CommittedGpuHoursPerDay - paid, CostLine.GpuHours, price) { Source = Source, IsUnused = true };
        }
    }
}
