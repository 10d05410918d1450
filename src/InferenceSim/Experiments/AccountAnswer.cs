using System.Globalization;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Experiments.Accuracy;

namespace InferenceSim.Experiments;

/// <summary>Says in words what an account shows: does it make money, from where on, and what the simulation says to an assumption.</summary>
public static class AccountAnswer
{
    /// <summary>Sentences, one a line.</summary>
    /// <param name="assumed">The account of what somebody assumes, or <c>null</c>.</param>
    /// <param name="result">The run.</param>
    public static IReadOnlyList<string> Sentences(RunEconomics? assumed, PointResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<string> lines = [];
        if (assumed is not null)
        {
            lines.Add($"As assumed: {Money(assumed)}");
        }

        if (result.Economics is { } simulated)
        {
            lines.Add($"As simulated: {Money(simulated)}");
            if (result.Error is { } error && simulated.Terms.HoursLet is null)
            {
                lines.Add(Band(simulated, error));
            }

            if (simulated.LostUsdPerDay is decimal lost)
            {
                lines.Add(Lost(simulated.Account.Use, lost));
            }

            lines.Add(Idleness(simulated));
            lines.Add(Service(result));
            if (assumed is not null)
            {
                lines.Add(Against(assumed.Account.Use, simulated.Account.Use));
            }
        }

        return lines;
    }

    private static string Money(RunEconomics economics)
    {
        ProfitAndLoss account = economics.Account;
        if (!economics.Terms.HasSales)
        {
            return Text($"costs {account.CostUsdPerDay:#,##0.00} USD a day, {account.CostUsdPerMtok:0.0000} USD per million billed tokens; nothing is sold.");
        }

        string sum = Text($"earns {account.RevenueUsdPerDay:#,##0.00} USD a day on costs of {account.CostUsdPerDay:#,##0.00}: {(account.ProfitUsdPerDay < 0 ? "loss" : "profit")} {Math.Abs(account.ProfitUsdPerDay):#,##0.00}");
        string margin = account.GrossMargin is decimal share ? Text($", margin {100 * share:0.00}%") : "";
        return $"{sum}{margin}.{BreakEven(economics)}";
    }

    private static string BreakEven(RunEconomics economics)
    {
        if (economics.BreakEvenRentedShare is decimal let)
        {
            return Text($" It breaks even where {100 * let:0.00}% of the hours are let, or at a rent of {economics.BreakEvenUsdPerRentedGpuHour:0.0000} USD.");
        }

        ProfitAndLoss account = economics.Account;
        string price = economics.BreakEvenUsdPerMtok is decimal usd ? Text($" It breaks even at {usd:0.0000} USD per million tokens{(IsOnePrice(economics.Terms) ? "" : ", all alike")}") : "";
        string factor = price.Length > 0 && !IsOnePrice(economics.Terms) && account.BreakEvenPriceFactor is decimal times ? Text($", or at {times:0.0000} times these prices") : "";
        string load = economics.BreakEvenLoadFraction is decimal part
            ? Text($"{(price.Length > 0 ? ", or at" : " It breaks even at")} {100 * part:0.00}% of this traffic")
            : account.RevenueUsdPerDay > 0 ? "; no traffic suffices, every token costs more than it brings" : "";
        return $"{price}{factor}{load}{(price.Length + load.Length > 0 ? "." : "")}";
    }

    /// <summary>Whether every token has the same price, so that a break-even price is to be compared with it.</summary>
    private static bool IsOnePrice(EconomicsTerms terms) =>
        terms is { OtherSales.Count: 0, Inside: null, Prices: { Tiers.Count: 0 } prices }
        && prices.InputUsdPerMtok == prices.OutputUsdPerMtok && (prices.CachedInputUsdPerMtok ?? prices.InputUsdPerMtok) == prices.InputUsdPerMtok;

    private static string Band(RunEconomics economics, PredictionError error)
    {
        RunEconomics slow = economics.Slower((decimal)error.CostHigh), fast = economics.Slower((decimal)error.CostLow);
        string about = Text($"error band ({100 * ErrorBandTable.Shipped.NominalShare:0}% of comparable measurements, {error.Evidence.ToString().ToLowerInvariant()})");
        if (slow.Account.CostUsdPerMtok == fast.Account.CostUsdPerMtok)
        {
            return $"The {about} leaves this as it is: arrivals decide the throughput, and even at its slow end the accelerators keep up with them.";
        }

        string profit = economics.Terms.HasSales
            ? Text($"profit {slow.Account.ProfitUsdPerDay:#,##0.00} to {fast.Account.ProfitUsdPerDay:#,##0.00} USD a day{(slow.Account.GrossMargin is decimal least ? Text($", margin {100 * least:0.00}% to {100 * fast.Account.GrossMargin:0.00}%") : "")}, ")
            : "";
        return Text($"Within the {about}: {profit}cost {fast.Account.CostUsdPerMtok:0.0000} to {slow.Account.CostUsdPerMtok:0.0000} USD per million billed tokens.");
    }

    private static string Lost(DailyUse use, decimal usd) => Text(
        $"Not served: {use.Unserved!.Requests:#,##0} requests a day ({100 * use.Unserved.Requests / (use.Unserved.Requests + (use.Requests ?? 0)):0.0}%) were rejected, lost or given up; they would have paid {usd:#,##0.00} USD, which is not in the profit.");

    private static string Idleness(RunEconomics economics) => economics switch
    {
        { Terms.HoursLet: GpuHourSale sale } => Text($"Idle hours are the owner's: he pays for all of them and lets {100 * sale.RentedShare:0.##}%; what a tenant leaves unused is the tenant's."),
        { Terms.Accelerators: RentalCost { BusyHoursOnly: true } } => "Only busy hours are paid, so idle ones cost nothing.",
        { Account.Use.BusyShare: decimal busy } => Text($"Whoever sells the tokens pays for idleness: all {economics.Account.Use.PaidGpuHours:0.##} paid hours are in the cost of the billed tokens, a step ran in {100 * busy:0.0}% of them."),
        _ => "",
    };

    private static string Service(PointResult result) => Text(
        $"It serves {result.Report!.OutputTokensPerSecond:#,##0} output tokens/s{(result.Report.Tpot.MeanMs is > 0 and double tpot ? Text($" at {1000 / tpot:0.0} tokens/s for each user") : "")}, p99 TTFT {result.Report.Ttft.P99Ms:#,##0} ms, busy {100 * result.Report.BusyFraction:0.0}% of the paid time{(result.Reason is null ? "" : $" ({result.Reason})")}.");

    private static string Against(DailyUse assumed, DailyUse simulated) => assumed.BilledTokens == 0
        ? "No tokens were assumed, so that there is nothing to compare the simulated ones with."
        : Text($"The simulated node bills {simulated.BilledTokens / assumed.BilledTokens:0.00} times the tokens that were assumed{(assumed.OutputTokens == 0 ? "" : Text($", {simulated.OutputTokens / assumed.OutputTokens:0.00} times the output"))}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
