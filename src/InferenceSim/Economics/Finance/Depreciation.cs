namespace InferenceSim.Economics.Finance;

/// <summary>What a thing is still worth.</summary>
public static class Depreciation
{
    /// <summary>Book value written off in equal parts from <paramref name="cost"/> to <paramref name="residual"/>.</summary>
    /// <param name="cost">Value at the beginning.</param>
    /// <param name="residual">Value at the end of the life and after it.</param>
    /// <param name="lifeYears">How long, above 0.</param>
    /// <param name="years">When.</param>
    /// <exception cref="ArgumentOutOfRangeException">The life is not above 0.</exception>
    public static double StraightLine(double cost, double residual, double lifeYears, double years)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lifeYears);
        return cost - ((cost - residual) * Math.Clamp(years / lifeYears, 0, 1));
    }

    /// <summary>Value that halves every <paramref name="halfLifeYears"/>: <c>value x 2^(-t/T)</c>, as that of a model while better ones come out.</summary>
    /// <param name="value">Value at the beginning.</param>
    /// <param name="halfLifeYears">The time in which half is lost, above 0.</param>
    /// <param name="years">When.</param>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not above 0.</exception>
    public static double Exponential(double value, double halfLifeYears, double years)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifeYears);
        return value * Math.Pow(2, -years / halfLifeYears);
    }
}
