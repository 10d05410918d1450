using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Prices;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>A published day, and sums of the debate that are only sums, in the note that has them.</summary>
public partial class SumsTests
{
    [Test]
    public void ADayOfDeepSeekAsPublished()
    {
        // 608 billion input tokens, 342 of them cached, and 168 of output, at R1's prices; 226.75 nodes of eight at 2 USD an hour.
        DailyUse day = new() { PaidGpuHours = 226.75m * 8 * 24, UncachedInputTokens = 266e9m, CachedInputTokens = 342e9m, OutputTokens = 168e9m };
        ProfitAndLoss account = ProfitAndLoss.Of(
            day,
            [new RentalCost { UsdPerGpuHour = PriceCatalog.Find(PriceCatalog.GpuHours, "deepseek (assumption)/h800").Value }],
            [PriceCatalog.Find(PriceCatalog.TokenPrices, "deepseek/deepseek-reasoner (R1)").PriceList()!]);

        Assert.That(account.CostUsdPerDay, Is.EqualTo(87_072m));
        Assert.That(account.RevenueUsdPerDay, Is.EqualTo(562_027m).Within(0.05m).Percent, "billions are rounded in the post");
        Assert.That((double)(account.ProfitUsdPerDay / account.CostUsdPerDay), Is.EqualTo(5.45).Within(0.01));
    }

    [Test]
    public void EverySumInTheNoteIsRight()
    {
        string note = File.ReadAllText(Path.Combine(Repository.Root, "workloads", "questions", "README.md"));
        string[] rows = [.. note[note.IndexOf("| sum |", StringComparison.Ordinal)..].Split('\n').Skip(2).TakeWhile(l => l.StartsWith('|'))];
        Assert.That(rows, Has.Length.GreaterThan(25));
        using DataTable calculator = new() { Locale = CultureInfo.InvariantCulture };
        foreach (string row in rows)
        {
            string[] cells = [.. row.Split('|').Select(c => c.Trim())];
            double told = double.Parse(cells[2], CultureInfo.InvariantCulture);
            double step = cells[2].Contains('.', StringComparison.Ordinal) ? Math.Pow(10, -(cells[2].Length - cells[2].IndexOf('.', StringComparison.Ordinal) - 1)) : 1;
            double Value(string sum) => Convert.ToDouble(calculator.Compute(WholeNumber().Replace(sum, "$0.0"), null), CultureInfo.InvariantCulture);
            string[] power = cells[1].Split('^');
            double value = power.Length == 2 ? Math.Pow(Value(power[0]), Value(power[1])) : Value(cells[1]);
            Assert.That(value, Is.EqualTo(told).Within(0.51 * step), row);
        }
    }

    // Whole numbers would be divided as such.
    [GeneratedRegex(@"(?<![\d.])\d+(?![\d.])")]
    private static partial Regex WholeNumber();
}
