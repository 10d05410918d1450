namespace InferenceSim.Economics.Finance;

/// <summary>A price that changes by the same factor in equal times: x0.1 a year is x0.825 a month and x0.562 a quarter.</summary>
/// <param name="FactorPerYear">What is left of it after a year, above 0; 1 for a price that stays.</param>
public readonly record struct PriceDecline(double FactorPerYear)
{
    /// <summary>What is left after <paramref name="years"/>.</summary>
    public double After(double years) => Math.Pow(FactorPerYear, years);

    /// <summary>Its mean over a stretch of time: <c>(f^b - f^a) / ((b - a) ln f)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The stretch does not end after it begins.</exception>
    public double Mean(double fromYears, double toYears)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(toYears, fromYears);
        return FactorPerYear == 1 ? 1 : (After(toYears) - After(fromYears)) / ((toYears - fromYears) * Math.Log(FactorPerYear));
    }
}
