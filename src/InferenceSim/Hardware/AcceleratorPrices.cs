namespace InferenceSim.Hardware;

/// <summary>What one accelerator costs, in USD; <c>null</c> where no figure was found. Prices move: every one has a date in its note.</summary>
public sealed record AcceleratorPrices
{
    /// <summary>Purchase price.</summary>
    public double? ListUsd { get; init; }

    /// <summary>Where the purchase price comes from and how sure it is.</summary>
    public string? ListNote { get; init; }

    /// <summary>Low rental price per hour.</summary>
    public double? RentalLowUsdPerHour { get; init; }

    /// <summary>Typical rental price per hour: what a run costs unless the user says otherwise.</summary>
    public double? RentalTypicalUsdPerHour { get; init; }

    /// <summary>High rental price per hour.</summary>
    public double? RentalHighUsdPerHour { get; init; }

    /// <summary>Seller and date of the rental prices, in the order low; typical; high.</summary>
    public string? RentalNote { get; init; }

    /// <summary>Price per hour under a three-year contract (InferenceX TCO table).</summary>
    public double? ContractThreeYearUsdPerHour { get; init; }

    /// <summary>Total cost of ownership per hour of a hyperscaler (InferenceX TCO table).</summary>
    public double? TcoHyperscalerUsdPerHour { get; init; }

    /// <summary>Total cost of ownership per hour of a smaller GPU cloud (InferenceX TCO table).</summary>
    public double? TcoNeocloudUsdPerHour { get; init; }
}
