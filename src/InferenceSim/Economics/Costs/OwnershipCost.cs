using InferenceSim.Economics.Finance;

namespace InferenceSim.Economics.Costs;

/// <summary>
/// Accelerators that are owned: capital as an annuity, space, electricity and operations. Electricity is IT power x PUE x tariff; a figure of
/// all-in power already contains PUE and goes to <see cref="ProvisionedKwPerGpu"/> only, which space is rented for.
/// </summary>
public sealed record OwnershipCost : ICostModel
{
    private const decimal HoursPerYear = 8_760;
    private const decimal HoursPerMonth = 730;

    /// <summary>Purchase price of an accelerator with its share of server and network, US dollars. <c>null</c>: the list price of the catalog.</summary>
    public decimal? CapexUsdPerGpu { get; init; }

    /// <summary>Who says so.</summary>
    internal string? CapexSource { get; init; }

    /// <summary>Where the power that electricity is paid for comes from.</summary>
    internal string? PowerSource { get; init; }

    /// <summary>Spares bought over what is used.</summary>
    public decimal SparesShare { get; init; }

    /// <summary>Weighted cost of capital a year; 0 leaves finance out.</summary>
    public double Wacc { get; init; }

    /// <summary>Years over which the purchase is written off.</summary>
    public required double LifeYears { get; init; }

    /// <summary>What the accelerator still brings at the end, as a share of its purchase price.</summary>
    public decimal ResidualShare { get; init; }

    /// <summary>Kilowatts of data-centre capacity that are rented for an accelerator, all in.</summary>
    public decimal? ProvisionedKwPerGpu { get; init; }

    /// <summary>Rent of that capacity, US dollars per kilowatt and month.</summary>
    public decimal? ColocationUsdPerKwMonth { get; init; }

    /// <summary>Electricity, US dollars per kilowatt-hour; <c>null</c> where it is in the colocation.</summary>
    public decimal? ElectricityUsdPerKwh { get; init; }

    /// <summary>Power usage effectiveness: what the site draws over what the IT draws. Default 1.</summary>
    public decimal? Pue { get; init; }

    /// <summary>IT kilowatts of an accelerator at work, if the simulated power is not to be used.</summary>
    public decimal? ItKwPerGpu { get; init; }

    /// <summary>IT kilowatts of host, network and fans for an accelerator, which the simulated power lacks.</summary>
    public decimal HostKwPerGpu { get; init; }

    /// <summary>Staff, repairs, software of operation: US dollars per accelerator-hour.</summary>
    public decimal OperationsUsdPerGpuHour { get; init; }

    /// <summary>Capital per accelerator-hour: the annuity of purchase and spares, less that of the residual value.</summary>
    public decimal CapitalUsdPerGpuHour =>
        (((1 + SparesShare) * Capex * (decimal)CapitalRecovery.Factor(Wacc, LifeYears))
            - (ResidualShare * Capex * (decimal)CapitalRecovery.SinkingFundFactor(Wacc, LifeYears))) / HoursPerYear;

    /// <summary>Space per accelerator-hour; 0 where none is rented.</summary>
    public decimal ColocationUsdPerGpuHour => (ProvisionedKwPerGpu * ColocationUsdPerKwMonth / HoursPerMonth) ?? 0;

    private decimal Capex => CapexUsdPerGpu ?? throw new InvalidOperationException("the purchase has no price yet");

    /// <summary>What the purchase brings back at the end, US dollars for an accelerator.</summary>
    public decimal ResidualUsdPerGpu => ResidualShare * Capex;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Electricity is to be paid and no power is known.</exception>
    public IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay)
    {
        ArgumentNullException.ThrowIfNull(use);
        yield return new CostLine("capital", CostBehaviour.Fixed, use.PaidGpuHours, CostLine.GpuHours, CapitalUsdPerGpuHour) { Source = CapexSource };
        if (ColocationUsdPerKwMonth is not null)
        {
            yield return new CostLine("colocation", CostBehaviour.Fixed, use.PaidGpuHours, CostLine.GpuHours, ColocationUsdPerGpuHour);
        }

        if (ElectricityUsdPerKwh is decimal tariff)
        {
            (decimal idle, decimal serving) = KilowattHours(use)
                ?? throw new InvalidOperationException("electricity needs a power: the accelerator's is not known, give it_kw_per_gpu");
            decimal siteTariff = tariff * (Pue ?? 1);
            yield return new CostLine(ItKwPerGpu is null ? "electricity, idle" : "electricity, as given", CostBehaviour.Fixed, idle, "kWh", siteTariff) { Source = PowerSource };
            if (serving > 0)
            {
                yield return new CostLine("electricity, serving", CostBehaviour.Marginal, serving, "kWh", siteTariff) { Source = PowerSource };
            }
        }

        if (OperationsUsdPerGpuHour > 0)
        {
            yield return new CostLine("operations", CostBehaviour.Fixed, use.PaidGpuHours, CostLine.GpuHours, OperationsUsdPerGpuHour);
        }
    }

    /// <summary>The purchase of <paramref name="accelerators"/> with spares, US dollars.</summary>
    public decimal PurchaseUsd(decimal accelerators) => accelerators * Capex * (1 + SparesShare);

    /// <summary>The book value of <paramref name="accelerators"/> after some years, written off in a straight line to the residual value.</summary>
    public decimal BookValueUsd(decimal accelerators, double years) => accelerators * Capex
        * (decimal)Depreciation.StraightLine((double)(1 + SparesShare), (double)ResidualShare, LifeYears, years);

    /// <inheritdoc/>
    /// <remarks>Host and a power that was given are in it.</remarks>
    public decimal? ItKwh(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return KilowattHours(use) is (decimal idle, decimal serving) ? idle + serving : null;
    }

    /// <inheritdoc/>
    public IEnumerable<(OwnershipCost Cost, decimal Accelerators)> Bought(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return [(this, use.PaidGpuHours / DailyUse.HoursPerDay)];
    }

    /// <summary>IT energy of a day. A power that was given is drawn in every hour: it says nothing of idleness.</summary>
    private (decimal Idle, decimal Serving)? KilowattHours(DailyUse use)
    {
        decimal host = use.PaidGpuHours * HostKwPerGpu;
        if (ItKwPerGpu is decimal given)
        {
            return (host + (use.PaidGpuHours * given), 0);
        }

        return use is { IdleKwh: decimal idle, ServingKwh: decimal serving }
            ? (host + idle, serving)
            : null;
    }
}
