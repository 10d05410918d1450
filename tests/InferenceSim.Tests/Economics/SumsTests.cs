using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Prices;
using InferenceSim.Economics.Revenues;
using InferenceSim.Hardware;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>Sums of the debate: those that the program computes through it, those that are only sums in the note that has them.</summary>
public partial class SumsTests
{
    [TestCase("openai/gpt-4", 2_048, 128, 0.0691, 23, 35)]
    [TestCase("openai/gpt-4", 1_000, 500, 0.06, 20, 30)]
    [TestCase("openai/gpt-4", 8_000, 1_000, 0.30, 100, 150)]
    [TestCase("openai/gpt-4", 300, 100, 0.015, 5, 7.5)]
    [TestCase("openai/gpt-4o", 2_048, 128, 0.0064, 2.1, 3.2)]
    [TestCase("openai/gpt-5", 2_048, 128, 0.00384, 1.3, 1.9)]
    [TestCase("deepseek/deepseek-v4-flash", 2_048, 128, 0.00032, 0.11, 0.16)]
    public void OneCallAgainstOneWebSearch(string model, int input, int output, double usd, double least, double most)
    {
        decimal call = PriceCatalog.Find(PriceCatalog.TokenPrices, model).PriceList()!.RevenueUsd(input, 0, output);
        decimal cheap = PriceCatalog.Find("market_fact", "/cost of one web search query").Value!.Value;
        decimal dear = PriceCatalog.Find("market_fact", "/cost of one web search query (other MS estimate)").Value!.Value;

        Assert.That((double)call, Is.EqualTo(usd).Within(2).Percent);
        Assert.That((double)(call / dear), Is.EqualTo(least).Within(5).Percent);
        Assert.That((double)(call / cheap), Is.EqualTo(most).Within(5).Percent);
    }

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

    [TestCase("b200-sxm", 19, 11.1)]
    [TestCase("gb200-nvl72", 19, 10.2)]
    [TestCase("gb300-nvl72", 19, 9.0)]
    [TestCase("gb200-nvl72", 9, 4.8)]
    [TestCase("gb200-nvl72", 10, 5.3)]
    public void MillionsOfAcceleratorsForGigawatts(string gpu, double gigawatts, double millions) =>
        Assert.That(gigawatts / AcceleratorCatalog.Find(gpu).Power.AllInKilowatts!.Value, Is.EqualTo(millions).Within(0.06));

    [TestCase("h100-sxm", 2.69, 2.72)]
    [TestCase("b200-sxm", 5.98, 2.66)]
    [TestCase("a100-80-sxm", 1.79, 5.74)]
    public void DollarsForAPetaflopHour(string gpu, double usdPerHour, double usdPerPetaflopHour) =>
        Assert.That(usdPerHour / (AcceleratorCatalog.Find(gpu).PeakFlopsPerSecond.Bf16!.Value / 1e15), Is.EqualTo(usdPerPetaflopHour).Within(0.005));

    [TestCase(1.3, 0.027)]
    [TestCase(2.0, 0.091)]
    public void DearerElectricityAtAnInferenceSite(double factor, double moreUsdPerHour)
    {
        OwnershipCost site = new() { CapexUsdPerGpu = 0, LifeYears = 5, ItKwPerGpu = 1.37m, ElectricityUsdPerKwh = 0.0663m };
        DailyUse day = DailyUse.Assumed(1, 0, 0);
        decimal more = (site with { ElectricityUsdPerKwh = 0.0663m * (decimal)factor }).Lines(day, 0).Sum(l => l.UsdPerDay) - site.Lines(day, 0).Sum(l => l.UsdPerDay);
        Assert.That((double)more / 24, Is.EqualTo(moreUsdPerHour).Within(0.0005));
        Assert.That((double)more / 24 / 1.55, Is.InRange(0.017, 0.06), "of 1.55 USD of ownership");
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
