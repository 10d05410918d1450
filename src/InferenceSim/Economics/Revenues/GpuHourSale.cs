namespace InferenceSim.Economics.Revenues;

/// <summary>
/// The accelerators themselves are let by the hour (IaaS): what stands empty is the owner's loss, what runs idle the tenant's. A token seller
/// has no rented share: his idle time is in the tokens that the paid hours bring.
/// </summary>
public sealed record GpuHourSale : IRevenueModel
{
    /// <summary>Asked for an accelerator and hour, US dollars.</summary>
    public required decimal UsdPerGpuHour { get; init; }

    /// <summary>Part of the hours that somebody rents, above 0 and up to 1.</summary>
    public required decimal RentedShare { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RevenueLine> Lines(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return [new RevenueLine("GPU-hours let", use.PaidGpuHours * RentedShare, "GPU-hours", UsdPerGpuHour)];
    }

    /// <summary>What an hour that is let has to bring where an hour that is owned costs <paramref name="tcoUsdPerGpuHour"/>: cost over rented share.</summary>
    public decimal BreakEvenUsdPerRentedGpuHour(decimal tcoUsdPerGpuHour) => tcoUsdPerGpuHour / RentedShare;
}
