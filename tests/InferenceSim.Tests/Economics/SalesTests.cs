using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using MathNet.Numerics.Integration;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>What is earned, in each way of earning.</summary>
public class SalesTests
{
    [Test]
    public void CachedInputIsBilledAsInputWhereTheListMakesNoDifference()
    {
        DailyUse use = DailyUse.Assumed(1, 20, 1, cachedInputTokensPerSecond: 10);
        TokenPriceList list = new() { InputUsdPerMtok = 2, OutputUsdPerMtok = 8 };
        Assert.That(Revenue(use, list), Is.EqualTo(0.0864m * ((20 * 2) + 8)));
        Assert.That(Revenue(use, list with { CachedInputUsdPerMtok = 0.5m }), Is.EqualTo(0.0864m * ((10 * 2) + (10 * 0.5m) + 8)));
        Assert.That(Revenue(use, list.Scaled(0.5m)), Is.EqualTo(0.0864m * ((20 * 1) + 4)));
    }

    [Test]
    public void MuchUseIsCheaperFromItsLimitOn()
    {
        // 100 tokens a second at 2 USD a million: 262.8 million a month, 525.60 USD. Of them 100 million at full price, 100 at a tenth off, 62.8 at a fifth.
        DailyUse use = DailyUse.Assumed(1, 60, 40);
        TokenPriceList list = new()
        {
            InputUsdPerMtok = 2,
            OutputUsdPerMtok = 2,
            MonthlyDiscounts = [new() { AboveMtokPerMonth = 100, DiscountShare = 0.1m }, new() { AboveMtokPerMonth = 200, DiscountShare = 0.2m }],
        };
        decimal month = (100 * 2) + (100 * 1.8m) + (62.8m * 1.6m);
        Assert.That(Revenue(use, list) * 365 / 12, Is.EqualTo(month).Within(1e-18m));
        Assert.That(Revenue(use, list with { Customers = 2 }) * 365 / 12, Is.EqualTo((200 * 2) + (62.8m * 1.8m)).Within(1e-18m), "two of 131.4 million");
        Assert.That(Revenue(use, list with { Customers = 3 }) * 365 / 12, Is.EqualTo(525.6m).Within(1e-18m), "nobody uses so much");
        Assert.That(Revenue(use, list.Scaled(0.5m)), Is.EqualTo(Revenue(use, list) / 2).Within(1e-18m));

        // What is used inside is not bought: half of it leaves a month of 131.4 million.
        EconomicsTerms terms = new() { Accelerators = new RentalCost { UsdPerGpuHour = 0.5m }, Prices = list, Inside = new InternalUse { SelfUseShare = 0.5m, ValueUsdPerMtok = 0 } };
        Assert.That(terms.Of(use).Account.RevenueUsdPerDay * 365 / 12, Is.EqualTo(200 + (31.4m * 1.8m)).Within(1e-15m));

        // 12 USD a day are 365 a month: 100 million at 2 and 91.67 at 1.80, less than the discount of all of it would say.
        ProfitAndLoss account = ProfitAndLoss.Of(use, [new RentalCost { UsdPerGpuHour = 0.5m }], [list]);
        Assert.That(account.BreakEvenLoadFraction!.Value, Is.EqualTo((100 + (165 / 1.8m)) / 262.8m).Within(1e-12m));
        Assert.That(ProfitAndLoss.Of(use.WithTokens(account.BreakEvenLoadFraction.Value), [new RentalCost { UsdPerGpuHour = 0.5m }], [list]).ProfitUsdPerDay, Is.Zero.Within(1e-9m));
    }

    [Test]
    public void TheMeanUnderACapIsTheIntegral()
    {
        UsageDistribution usage = new() { MeanTokensPerMonth = 1e6, CoefficientOfVariation = 2 };
        double sigma = Math.Sqrt(Math.Log(5)), mu = Math.Log(1e6) - (sigma * sigma / 2);
        double integral = GaussLegendreRule.Integrate(
            z => Math.Min(1.5e6, Math.Exp(mu + (sigma * z))) * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI), -9, 9, 512);
        Assert.That(usage.MeanTokensPerMonthUpTo(1.5e6), Is.EqualTo(integral).Within(0.02).Percent);
        Assert.That(usage.MeanTokensPerMonthUpTo(null), Is.EqualTo(1e6));
        Assert.That(usage.MeanTokensPerMonthUpTo(1e15), Is.EqualTo(1e6).Within(0.01).Percent);
    }

    [Test]
    public void AFlatFeeLosesOnThoseWhoUseMuch()
    {
        SubscriptionPlan plan = new() { UsdPerUserMonth = 20, Usage = new UsageDistribution { MeanTokensPerMonth = 5e6, CoefficientOfVariation = 1.5 } };
        Assert.That(plan.MarginAt(0.5, 4), Is.Positive);
        Assert.That(plan.MarginAt(0.99, 4), Is.Negative);
        decimal breakEven = plan.BreakEvenUsdPerMtokAt(0.95);
        Assert.That(plan.MarginAt(0.95, breakEven), Is.Zero.Within(1e-9m), "at its break-even the p95 user just pays for himself");
        Assert.That((plan with { CapTokensPerUserMonth = 5e6 }).MarginAt(0.99, 4), Is.Zero, "5 M tokens at 4 USD are the fee");

        DailyUse use = DailyUse.Assumed(1, 100, 10);
        decimal users = plan.Users(use);
        Assert.That((double)users, Is.EqualTo(110 * 86_400 * 365.0 / 12 / 5e6).Within(1e-9).Percent);
        Assert.That(plan.Lines(use).Single().UsdPerDay, Is.EqualTo(users * 20 * 12 / 365).Within(1e-12m));
    }

    [Test]
    public void TasksTakeStepsAndAttempts()
    {
        TaskShape task = new() { StepsPerTask = 12, AttemptsPerTask = 1.25m, ResolvedShare = 0.6m };
        Assert.That(task.RequestsPerResolvedTask, Is.EqualTo(25));
        DailyUse use = DailyUse.Assumed(1, 1, 1) with { Requests = 1_000 };
        Assert.That(new OutcomeSale(2, task).Lines(use).Single().UsdPerDay, Is.EqualTo(80));
    }

    [Test]
    public void WhatIsUsedInsideIsNotSold()
    {
        DailyUse use = DailyUse.Assumed(1, 100, 10);
        InternalUse inside = new() { SelfUseShare = 0.25m, ValueUsdPerMtok = 5 };
        ProfitAndLoss account = ProfitAndLoss.Of(
            use, [new RentalCost { UsdPerGpuHour = 1 }], [new TokenPriceList { InputUsdPerMtok = 1, OutputUsdPerMtok = 1 }], inside);
        decimal millions = use.BilledTokens / 1e6m;
        Assert.That(account.RevenueUsdPerDay, Is.EqualTo((millions * 0.75m) + (millions * 0.25m * 5)));
    }

    [Test]
    public void SharesOfTheRevenueAreOverTheBreakEven()
    {
        ProfitAndLoss account = ProfitAndLoss.Of(
            DailyUse.Assumed(1, 0, 100), [new RentalCost { UsdPerGpuHour = 2 }, new OverheadCost { ShareOfRevenue = 0.2m, ApiUsdPerMtok = 0.5m, FixedUsdPerMonth = 365 }],
            [new TokenPriceList { InputUsdPerMtok = 9, OutputUsdPerMtok = 9 }]);
        decimal millions = 8.64m;
        Assert.That(account.FixedUsdPerDay, Is.EqualTo(48 + 12));
        Assert.That(account.MarginalUsdPerDay, Is.EqualTo((millions * 0.5m) + (millions * 9 * 0.2m)));
        Assert.That(account.BreakEvenUsdPerMtok!.Value, Is.EqualTo((60 + (millions * 0.5m)) / 0.8m / millions).Within(1e-20m));

        ProfitAndLoss there = ProfitAndLoss.Of(
            DailyUse.Assumed(1, 0, 100), [new RentalCost { UsdPerGpuHour = 2 }, new OverheadCost { ShareOfRevenue = 0.2m, ApiUsdPerMtok = 0.5m, FixedUsdPerMonth = 365 }],
            [new TokenPriceList { InputUsdPerMtok = 9, OutputUsdPerMtok = account.BreakEvenUsdPerMtok!.Value }]);
        Assert.That(there.ProfitUsdPerDay, Is.Zero.Within(1e-18m));
        Assert.That(account.BreakEvenPriceFactor * 9, Is.EqualTo(account.BreakEvenUsdPerMtok).Within(1e-18m));
    }

    [Test]
    public void HoursThatAreLetHaveNoTokens()
    {
        ProfitAndLoss account = ProfitAndLoss.Of(
            DailyUse.Assumed(8, 0, 0), [new RentalCost { UsdPerGpuHour = 2 }], [new GpuHourSale { UsdPerGpuHour = 4, RentedShare = 0.75m }]);
        Assert.That((account.RevenueUsdPerDay, account.ProfitUsdPerDay), Is.EqualTo((576m, 192m)));
        Assert.That(account.CostUsdPerMtok, Is.Null, "no tokens, no cost of a token");
    }

    [Test]
    public void AMinimumIsPaidWhateverIsUsed()
    {
        RentalCost rent = new() { UsdPerGpuHour = 2, CommittedGpuHoursPerDay = 100 };
        Assert.That(rent.Lines(DailyUse.Assumed(4, 0, 0), 0).Sum(l => l.UsdPerDay), Is.EqualTo(200));
        Assert.That(rent.Lines(DailyUse.Assumed(8, 0, 0), 0).Sum(l => l.UsdPerDay), Is.EqualTo(384));
        RentalCost spot = new() { UsdPerGpuHour = 1, Term = RentalTerm.Spot, SpotOverheadShare = 0.1m };
        Assert.That(spot.Lines(DailyUse.Assumed(1, 0, 0), 0).Single(), Is.EqualTo(new CostLine("rent, spot", CostBehaviour.Fixed, 26.4m, "GPU-hours", 1)));
    }

    private static decimal Revenue(DailyUse use, TokenPriceList list) => list.Lines(use).Sum(l => l.UsdPerDay);
}
