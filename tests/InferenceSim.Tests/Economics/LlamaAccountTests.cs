using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Prices;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>
/// The sums of July 2024 about Llama-405B on eight H100: Jia Yangqing's, and the sceptic's who forgets that input is billed. Figures are the
/// published ones, recomputed.
/// </summary>
public class LlamaAccountTests
{
    private const decimal Cent = 0.005m;

    [Test]
    public void JiasNodeEarnsToTheCentWhatHeSays()
    {
        ProfitAndLoss account = Account("lambda/h100-sxm@2024-07", "lepton/llama-3.1-405b", input: 3_000, output: 300);

        Assert.That(account.Use.BilledTokens, Is.EqualTo(285_120_000m));
        Assert.That(account.RevenueUsdPerDay, Is.EqualTo(798.336m));
        Assert.That(account.CostUsdPerDay, Is.EqualTo(670.08m));
        Assert.That(decimal.Round(account.ProfitUsdPerDay, 2), Is.EqualTo(128.26m));
        Assert.That(decimal.Round(account.GrossMargin!.Value * 100, 2), Is.EqualTo(16.07m));
        Assert.That(decimal.Round(account.BreakEvenUsdPerMtok!.Value, 4), Is.EqualTo(2.3502m));
        Assert.That(decimal.Round(account.BreakEvenLoadFraction!.Value * 100, 2), Is.EqualTo(83.93m));
        Assert.That(account.FixedUsdPerDay, Is.EqualTo(account.CostUsdPerDay), "rent is paid whether or not a token is served");
    }

    [TestCase(4_800, 300, "1233.79", Description = "his own example of 2,048 : 128 is 16 : 1, not the 10 : 1 he reckons with")]
    [TestCase(0, 300, "72.58", Description = "output alone")]
    public void OtherRatiosAtHisPrice(int input, int output, string revenue) =>
        Assert.That(
            decimal.Round(Account("lambda/h100-sxm@2024-07", "lepton/llama-3.1-405b", input, output).RevenueUsdPerDay, 2),
            Is.EqualTo(decimal.Parse(revenue, System.Globalization.CultureInfo.InvariantCulture)));

    [Test]
    public void TheScepticBillsNoInput()
    {
        // 26 M tokens a day at 3 USD against 1,000 USD a day for the node. 26 M a day are 300.9 tokens/s: he already grants 300 of output.
        TokensOnly sceptic = new(26_000_000m / 86_400, 1_000m / 24 / 8);
        ProfitAndLoss account = sceptic.Account();

        Assert.That(account.RevenueUsdPerDay, Is.EqualTo(78m).Within(Cent));
        Assert.That(account.CostUsdPerDay, Is.EqualTo(1_000m).Within(Cent));
        Assert.That(account.BreakEvenLoadFraction, Is.EqualTo(1_000m / 78).Within(0.001m));
        Assert.That(account.RevenueUsdPerDay / account.CostUsdPerDay, Is.EqualTo(0.078m).Within(0.0001m));
        Assert.That(sceptic.OutputTokensPerSecond, Is.EqualTo(300.9m).Within(0.05m));
    }

    [TestCase("together/Llama-3.1-405B-Turbo (fp8)", "997.92")]
    [TestCase("openrouter/Llama-3.1-405B-instruct", "228.10")]
    public void HisTrafficAtOtherPrices(string seller, string revenue) =>
        Assert.That(
            decimal.Round(Account("lambda/h100-sxm@2024-07", seller, 3_000, 300).RevenueUsdPerDay, 2),
            Is.EqualTo(decimal.Parse(revenue, System.Globalization.CultureInfo.InvariantCulture)));

    [Test]
    public void WhatMeasuredNodesWouldEarn()
    {
        // MLPerf v5.1 offline, sixteen H100: 783.13 output tokens/s and 1.22 requests/s of about 9,400 input tokens, for each eight.
        ProfitAndLoss mlperf = Account("lambda/h100-sxm@2024-07", "lepton/llama-3.1-405b", 1.22m * 9_400 / 2, 783.13m / 2);
        Assert.That(mlperf.Use.BilledTokens / 1e6m, Is.EqualTo(529m).Within(0.5m));
        Assert.That(mlperf.RevenueUsdPerDay, Is.EqualTo(1_482m).Within(1m));
        Assert.That(mlperf.BreakEvenUsdPerMtok, Is.EqualTo(1.27m).Within(0.005m));

        // Prefill at 11,889 tokens/s and decode at 1,896 on the same accelerators, 10 : 1: what both leave of a second.
        decimal output = 1 / ((10m / 11_889) + (1m / 1_896));
        ProfitAndLoss ceiling = Account("lambda/h100-sxm@2024-07", "lepton/llama-3.1-405b", 10 * output, output);
        Assert.That(output, Is.EqualTo(731m).Within(0.5m));
        Assert.That(ceiling.RevenueUsdPerDay, Is.EqualTo(1_944m).Within(1.5m));
    }

    [TestCase("h100-sxm", 3.49, 8, 300, 25.85)]
    [TestCase("h100-sxm", 3.49, 8, 3_300, 2.35)]
    [TestCase("h100-sxm", 3.49, 8, 2_363, 3.28)]
    [TestCase("b200-sxm", 2.80, 4, 3_386, 0.92)]
    [TestCase("b200-sxm", 2.80, 8, 7_419, 0.84)]
    public void CostOfAMillionTokensAtAMeasuredRate(string gpu, double price, int gpus, int tokensPerSecond, double usdPerMtok)
    {
        RunEconomics economics = new EconomicsTerms { Accelerators = new RentalCost { UsdPerGpuHour = (decimal)price } }
            .Of(DailyUse.Assumed(gpus, 0, tokensPerSecond));
        Assert.That((double)economics.Account.CostUsdPerMtok!, Is.EqualTo(usdPerMtok).Within(0.005), gpu);
    }

    private static ProfitAndLoss Account(string rent, string prices, decimal input, decimal output) => ProfitAndLoss.Of(
        DailyUse.Assumed(8, input, output),
        [new RentalCost { UsdPerGpuHour = PriceCatalog.Find(PriceCatalog.GpuHours, rent).Value }],
        [PriceCatalog.Find(PriceCatalog.TokenPrices, prices).PriceList()!]);

    private sealed record TokensOnly(decimal OutputTokensPerSecond, decimal UsdPerGpuHour)
    {
        public ProfitAndLoss Account() => ProfitAndLoss.Of(
            DailyUse.Assumed(8, 0, OutputTokensPerSecond),
            [new RentalCost { UsdPerGpuHour = UsdPerGpuHour }],
            [PriceCatalog.Find(PriceCatalog.TokenPrices, "sceptic/llama-3.1-405b").PriceList()!]);
    }
}
