namespace InferenceSim.Economics.Finance;

/// <summary>Equal yearly payments that are worth a sum today or a sum at the end.</summary>
public static class CapitalRecovery
{
    /// <summary>
    /// Yearly payment, at the ends of <paramref name="years"/> years, for each dollar of today: <c>i / (1 - (1 + i)^-n)</c>, and <c>1 / n</c>
    /// without interest.
    /// </summary>
    /// <param name="ratePerYear">Interest or cost of capital a year, at least 0.</param>
    /// <param name="years">How long, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static double Factor(double ratePerYear, double years)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratePerYear);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(years);
        return ratePerYear == 0 ? 1 / years : ratePerYear / (1 - Math.Pow(1 + ratePerYear, -years));
    }

    /// <summary>Yearly payment for each dollar at the end: <see cref="Factor"/> less the rate.</summary>
    /// <param name="ratePerYear">Interest or cost of capital a year, at least 0.</param>
    /// <param name="years">How long, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static double SinkingFundFactor(double ratePerYear, double years) => Factor(ratePerYear, years) - ratePerYear;
}
