namespace InferenceSim.Economics.Finance;

/// <summary>Money over time: an outlay today and what comes in at the end of each period after it.</summary>
/// <param name="OutlayUsd">Paid today, US dollars, at least 0.</param>
/// <param name="PeriodUsd">What comes in (or, below 0, goes out) in each period.</param>
/// <param name="PeriodsPerYear">Periods in a year, above 0: 12 for months.</param>
public sealed record CashFlow(double OutlayUsd, IReadOnlyList<double> PeriodUsd, double PeriodsPerYear)
{
    /// <summary>Net present value, US dollars: all of it discounted to today by <paramref name="ratePerYear"/>.</summary>
    public double NetPresentValueUsd(double ratePerYear)
    {
        double value = -OutlayUsd;
        for (int i = 0; i < PeriodUsd.Count; i++)
        {
            value += PeriodUsd[i] * Discount(ratePerYear, i + 1);
        }

        return value;
    }

    /// <summary>
    /// Years until the discounted inflows have covered the outlay, the last period in proportion; <c>null</c> if they never do. An account that falls
    /// below zero again later has its first recovery told.
    /// </summary>
    public double? PaybackYears(double ratePerYear)
    {
        double open = OutlayUsd;
        for (int i = 0; i < PeriodUsd.Count; i++)
        {
            double inflow = PeriodUsd[i] * Discount(ratePerYear, i + 1);
            if (open <= inflow)
            {
                return (i + (open <= 0 ? 0 : open / inflow)) / PeriodsPerYear;
            }

            open -= inflow;
        }

        return null;
    }

    private double Discount(double ratePerYear, int period) => Math.Pow(1 + ratePerYear, -period / PeriodsPerYear);
}
