using System.Globalization;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Finance;

namespace InferenceSim.Experiments.Answers;

/// <summary>Rent or buy, over lives of several years; month by month, discounted.</summary>
/// <param name="Lives">A row for each life.</param>
/// <param name="RentUsdPerGpuHour">The rent of today.</param>
/// <param name="RentFactorPerYear">What is left of it after a year.</param>
/// <param name="DiscountRatePerYear">The discount rate.</param>
public sealed record RentOrBuyAnswer(IReadOnlyList<RentOrBuyLife> Lives, double RentUsdPerGpuHour, double RentFactorPerYear, double DiscountRatePerYear)
{
    private const double HoursPerMonth = 730;
    private const int MonthsPerYear = 12;

    /// <summary>The answer for accelerators that are used as on a simulated day.</summary>
    /// <param name="use">The day, whose power is what electricity is paid for.</param>
    /// <param name="choice">What is compared.</param>
    /// <param name="rentUsdPerGpuHour">The rent of today.</param>
    public static RentOrBuyAnswer Of(DailyUse use, RentOrBuyChoice choice, decimal rentUsdPerGpuHour)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentNullException.ThrowIfNull(choice);
        OwnershipCost own = choice.Ownership;
        double factor = choice.RentFactorPerYear ?? 1;
        double rate = choice.DiscountRatePerYear ?? (own.Wacc > 0 ? own.Wacc : 0.1);
        decimal operating = (own.Lines(use, 0).Sum(l => l.UsdPerDay) / use.PaidGpuHours) - own.CapitalUsdPerGpuHour;
        return new RentOrBuyAnswer(
            [.. choice.LivesYears.Select(life => Life(own, life, (double)operating, (double)rentUsdPerGpuHour, factor, rate))],
            (double)rentUsdPerGpuHour, factor, rate);
    }

    /// <summary>The answer in words.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Text($"Rent {RentUsdPerGpuHour:0.00} USD per accelerator-hour today, x{RentFactorPerYear:0.###} a year, discounted at {100 * DiscountRatePerYear:0.#}% a year.");
        foreach (RentOrBuyLife life in Lives)
        {
            yield return Text($"{life.LifeYears:0.#} years: {(life.OwnUsd < life.RentUsd ? "buy" : "rent")}. Owning costs {life.OwnUsdPerGpuHour:0.00} USD an hour, renting {life.RentUsdPerGpuHour:0.00}; equal at a rent of {life.BreakEvenRentUsdPerGpuHour:0.00} today, {(life.BreakEvenHoursShare <= 1 ? Text($"or where {100 * life.BreakEvenHoursShare:0}% of the hours are needed") : "and not even where every hour is needed")}.");
        }
    }

    private static RentOrBuyLife Life(OwnershipCost own, double life, double operating, double rent, double factor, double rate)
    {
        PriceDecline decline = new(factor);
        double rentFactors = 0, hours = 0;
        int months = (int)Math.Round(life * MonthsPerYear);
        for (int m = 0; m < months; m++)
        {
            double discount = Math.Pow(1 + rate, -(m + 1) / (double)MonthsPerYear);
            rentFactors += HoursPerMonth * discount * decline.Mean(m / (double)MonthsPerYear, (m + 1) / (double)MonthsPerYear);
            hours += HoursPerMonth * discount;
        }

        double owning = (double)own.PurchaseUsd(1) + (operating * hours) - ((double)own.ResidualUsdPerGpu * Math.Pow(1 + rate, -life));
        double renting = rent * rentFactors;
        return new RentOrBuyLife(life, renting, owning, renting / hours, owning / hours, owning / rentFactors, renting == 0 ? double.PositiveInfinity : owning / renting);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
