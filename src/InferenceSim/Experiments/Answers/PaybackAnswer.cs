using System.Globalization;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Finance;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// When what is paid today comes back: a simulated day repeated month by month under falling prices, changing traffic and a model that ages. What is
/// still worth something at the end, by the books, is counted then.
/// </summary>
public sealed record PaybackAnswer
{
    private const int MonthsPerYear = 12;
    private const double DefaultYears = 3;
    private const double DefaultPriceFactor = 0.1;
    private const double DefaultDiscountRate = 0.1;

    private PaybackAnswer(CashFlow flow, double rate, PaybackChoice choice, IReadOnlyList<PaybackMonth> months)
    {
        OutlayUsd = flow.OutlayUsd;
        DiscountRatePerYear = rate;
        NetPresentValueUsd = flow.NetPresentValueUsd(rate);
        PaybackYears = flow.PaybackYears(rate);
        Choice = choice;
        Months = months;
    }

    /// <summary>Paid today: owned accelerators with spares, and training.</summary>
    public double OutlayUsd { get; }

    /// <summary>The discount rate that was used.</summary>
    public double DiscountRatePerYear { get; }

    /// <summary>What it all is worth today.</summary>
    public double NetPresentValueUsd { get; }

    /// <summary>When the outlay has come back, discounted; <c>null</c> where it does not.</summary>
    public double? PaybackYears { get; }

    /// <summary>The largest training spend that comes back; below 0 where not even the accelerators do.</summary>
    public double MostTrainingUsd => NetPresentValueUsd + Choice.TrainingUsd!.Value;

    /// <summary>What was assumed, defaults filled in.</summary>
    public PaybackChoice Choice { get; }

    /// <summary>The months.</summary>
    public IReadOnlyList<PaybackMonth> Months { get; }

    /// <summary>The plan that follows from a day.</summary>
    public static PaybackAnswer Of(RunEconomics day, PaybackChoice choice)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(choice);
        choice.Validate();
        (OwnershipCost Cost, decimal Accelerators)[] bought = [.. day.Terms.Accelerators.Bought(day.Account.Use)];
        choice = choice with
        {
            Years = choice.Years ?? DefaultYears,
            PriceFactorPerYear = choice.PriceFactorPerYear ?? DefaultPriceFactor,
            VolumeFactorPerYear = choice.VolumeFactorPerYear ?? 1,
            TrainingUsd = choice.TrainingUsd ?? 0,
        };
        double rate = choice.DiscountRatePerYear ?? bought.Select(b => b.Cost.Wacc).FirstOrDefault(w => w > 0, DefaultDiscountRate);
        double hardware = (double)bought.Sum(b => b.Cost.PurchaseUsd(b.Accelerators));
        double outlay = hardware + choice.TrainingUsd!.Value;
        int count = (int)Math.Ceiling(choice.Years!.Value * MonthsPerYear);
        List<double> flows = [];
        List<PaybackMonth> months = [];
        double worth = -outlay;
        bool isOver = false;
        for (int m = 0; m < count; m++)
        {
            (double revenue, double cost) = isOver ? (0, 0) : Month(day, bought, choice, m);
            if (!(choice.RunsAtALoss ?? bought.Length > 0) && revenue < cost)
            {
                (isOver, revenue, cost) = (true, 0, 0);
            }

            double years = (m + 1) / (double)MonthsPerYear;
            double book = (double)bought.Sum(b => b.Cost.BookValueUsd(b.Accelerators, years));
            flows.Add(revenue - cost + (m == count - 1 ? book : 0));
            worth += flows[m] * Math.Pow(1 + rate, -years);
            months.Add(new PaybackMonth(m + 1, revenue, cost, worth, book, Age(choice, years) * choice.TrainingUsd.Value));
        }

        return new PaybackAnswer(new CashFlow(outlay, flows, MonthsPerYear), rate, choice, months);
    }

    /// <summary>The answer in words.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Text($"Prices x{Choice.PriceFactorPerYear:0.###} a year, traffic x{Choice.VolumeFactorPerYear:0.###} a year{(Choice.ModelHalfLifeYears is double half ? Text($", the model losing half of its worth and traffic in {half:0.##} years") : "")}, discounted at {100 * DiscountRatePerYear:0.#}% a year over {Choice.Years:0.##} years.");
        yield return OutlayUsd == 0
            ? Text($"Nothing is paid at the beginning; the months are worth {NetPresentValueUsd:#,##0} USD today.")
            : Text($"{OutlayUsd:#,##0} USD paid today {(PaybackYears is double years ? Text($"come back in {years:0.00} years") : "do not come back")}; net present value {NetPresentValueUsd:#,##0} USD.");
        if (MostTrainingUsd > 0)
        {
            yield return Text($"A training spend of up to {MostTrainingUsd:#,##0} USD would come back.");
        }

        if (Months.FirstOrDefault(m => m is { RevenueUsd: 0, CashCostUsd: 0 }) is { } over)
        {
            yield return Text($"In month {over.Month} it would earn less than it costs to run: the accelerators are given back.");
        }

        if (Months.FirstOrDefault(m => m.RevenueUsd < m.CashCostUsd) is { } first)
        {
            yield return Text($"From month {first.Month} on it earns less than it costs to run: {first.RevenueUsd:#,##0} USD against {first.CashCostUsd:#,##0}.");
        }
    }

    private static (double Revenue, double Cost) Month(RunEconomics day, (OwnershipCost Cost, decimal Accelerators)[] bought, PaybackChoice choice, int month)
    {
        (double from, double to) = (month / (double)MonthsPerYear, (month + 1) / (double)MonthsPerYear);
        ProfitAndLoss account = day.Account;
        double days = (double)DailyUse.DaysPerMonth;
        double volumePerYear = choice.VolumeFactorPerYear!.Value * Age(choice, 1);
        double volume = new PriceDecline(volumePerYear).Mean(from, to);
        double earned = new PriceDecline(volumePerYear * choice.PriceFactorPerYear!.Value).Mean(from, to);

        // More traffic than was simulated would need more accelerators; less leaves those that are there to be paid for.
        double capital = (double)bought.Sum(b => b.Accelerators * DailyUse.HoursPerDay * b.Cost.CapitalUsdPerGpuHour);
        double marginal = (double)(account.MarginalUsdPerDay - account.ShareOfRevenueUsdPerDay);
        double share = (double)account.ShareOfRevenueUsdPerDay;
        double revenue = (double)account.RevenueUsdPerDay * earned * days;
        double cost = ((((double)account.FixedUsdPerDay - capital) * Math.Max(1, volume)) + (marginal * volume) + (share * earned)) * days;
        return (revenue, cost);
    }

    private static double Age(PaybackChoice choice, double years) =>
        choice.ModelHalfLifeYears is double half ? Depreciation.Exponential(1, half, years) : 1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
