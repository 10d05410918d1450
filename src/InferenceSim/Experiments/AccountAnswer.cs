using System.Globalization;
using InferenceSim.Economics;

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
        string price = account.BreakEvenUsdPerMtok is decimal usd ? Text($" It breaks even at {usd:0.0000} USD per million tokens") : "";
        string load = account.BreakEvenLoadFraction is decimal part
            ? Text($"{(price.Length > 0 ? ", or at" : " It breaks even at")} {100 * part:0.00}% of this traffic")
            : account.RevenueUsdPerDay > 0 ? "; no traffic suffices, every token costs more than it brings" : "";
        return $"{sum}{margin}.{price}{load}{(price.Length + load.Length > 0 ? "." : "")}";
    }

    private static string Service(PointResult result) => Text(
        $"It serves {result.Report!.OutputTokensPerSecond:#,##0} output tokens/s at {(result.Report.Tpot.MeanMs > 0 ? 1000 / result.Report.Tpot.MeanMs : null):0.0} tokens/s for each user, p99 TTFT {result.Report.Ttft.P99Ms:#,##0} ms, busy {100 * result.Report.BusyFraction:0.0}% of the paid time{(result.Reason is null ? "" : $" ({result.Reason})")}.");

    private static string Against(DailyUse assumed, DailyUse simulated) => Text(
        $"The simulated node bills {(assumed.BilledTokens == 0 ? null : simulated.BilledTokens / assumed.BilledTokens):0.00} times the tokens that were assumed, {(assumed.OutputTokens == 0 ? null : simulated.OutputTokens / assumed.OutputTokens):0.00} times the output.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
