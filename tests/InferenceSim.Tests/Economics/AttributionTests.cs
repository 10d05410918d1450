using CsCheck;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Tests.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>Whose the costs are.</summary>
public class AttributionTests
{
    [Test]
    public void ByHand()
    {
        // 24 h x 2 x 3 USD = 144 USD a day. Busy half of the time, a third of that prefill. 48 M input tokens a day, a quarter cached; 24 M output.
        CostAttribution parts = Of(A.Report() with { CachedPromptTokens = 500_000 }, new RentalCost { UsdPerGpuHour = 3 });

        Assert.That(parts.TotalUsdPerDay, Is.EqualTo(144m).Within(1e-18m));
        Assert.That((parts.InputBusyUsdPerDay, parts.InputIdleUsdPerDay), Is.EqualTo((24m, 24m)));
        Assert.That((parts.OutputBusyUsdPerDay, parts.OutputIdleUsdPerDay, parts.CachedInputUsdPerDay), Is.EqualTo((48m, 48m, 0m)));
        Assert.That(parts.UncachedInputUsdPerMtok, Is.EqualTo(48m / 36).Within(1e-18m));
        Assert.That(parts.InputUsdPerMtok, Is.EqualTo(1m).Within(1e-18m), "as the column of every sweep has it");
        Assert.That(parts.CachedInputUsdPerMtok, Is.Zero, "no share of the pool was asked for");
        Assert.That(parts.OutputUsdPerMtok, Is.EqualTo(4m).Within(1e-18m));
        Assert.That(parts.IdleUsdPerMtok, Is.EqualTo(1m).Within(1e-18m));
        Assert.That(parts.UsdPerRequest, Is.EqualTo(144m / 2_400).Within(1e-18m));
    }

    [Test]
    public void CachedInputPaysForTheBlocksItHolds()
    {
        // Reused blocks hold a fifth of the block-time of the pool, and half of the fixed costs lie on the pool: a tenth of 144 USD.
        CostAttribution parts = Of(
            A.Report() with { CachedPromptTokens = 500_000, ReusedBlockTime = (Int128)2 * 3600 * 1_000_000_000_000, BlockTime = (Int128)5 * 3600 * 1_000_000_000_000 },
            new RentalCost { UsdPerGpuHour = 3 }, poolShare: 0.5m);

        Assert.That(parts.CachedInputUsdPerDay, Is.EqualTo(14.40m));
        Assert.That(parts.CachedInputUsdPerMtok, Is.EqualTo(14.4m / 12).Within(1e-15m));
        Assert.That(parts.OutputBusyUsdPerDay + parts.OutputIdleUsdPerDay, Is.EqualTo(86.40m));
    }

    [Test]
    public void UsersOfASharedBlockPayTogetherForNoMoreThanIsHeld()
    {
        // Forty users hold the same three of ten blocks all the time: counted for each they would be a hundred and twenty blocks.
        CostAttribution parts = Of(
            A.Report() with { CachedPromptTokens = 500_000, ReusedBlockTime = (Int128)120 * 3600 * 1_000_000_000_000, BlockTime = (Int128)3 * 3600 * 1_000_000_000_000 },
            new RentalCost { UsdPerGpuHour = 3 }, poolShare: 0.5m);

        Assert.That(parts.CachedInputUsdPerDay, Is.EqualTo(21.60m), "0.3 of the half of 144 USD");
    }

    [Test]
    public void AGroupThatWasNeverThereCostsNothingAndHasItsPrice()
    {
        RunEconomics idle = new EconomicsTerms { Accelerators = new RentalCost { UsdPerGpuHour = 3 } }
            .Of(DailyUse.Of(A.Report(busySeconds: 0, prefillSeconds: 0, input: 0, output: 0) with { ReplicaTime = 0 }, 2, null)!);

        Assert.That((idle.Account.CostUsdPerDay, idle.AcceleratorUsdPerGpuHour, idle.Attribution), Is.EqualTo((0m, 3m, (CostAttribution?)null)));
    }

    [Test]
    public void ATotalOfHalfACentIsRoundedAsTheAccountIs()
    {
        // 24 h x 507 x 3/64 USD = 570.375 USD, whose parts, rounded in the last digit of their division, sum to a hair below it.
        const double Seconds = 56_252, Busy = Seconds * 0.9220123559051588;
        ProfitAndLoss account = ProfitAndLoss.Of(
            DailyUse.Of(A.Report(seconds: Seconds, busySeconds: Busy, prefillSeconds: Busy * 0.9810446411597267), 507, null)!,
            [new RentalCost { UsdPerGpuHour = 3m / 64 }], []);
        CostAttribution parts = CostAttribution.Of(account, cachedInputPoolShare: 0.4148082350386104m)!;

        Assert.That(parts.TotalUsdPerDay, Is.EqualTo(account.CostUsdPerDay));
        Assert.That(
            parts.InputBusyUsdPerDay + parts.InputIdleUsdPerDay + parts.OutputBusyUsdPerDay + parts.OutputIdleUsdPerDay + parts.CachedInputUsdPerDay,
            Is.EqualTo(decimal.Round(account.CostUsdPerDay, 2, MidpointRounding.AwayFromZero)));
    }

    [Test]
    public void HoursPaidOnlyWhileBusyHaveNoIdleCost()
    {
        CostAttribution parts = Of(A.Report(), new RentalCost { UsdPerGpuHour = 3, BusyHoursOnly = true });

        Assert.That(parts.TotalUsdPerDay, Is.EqualTo(72m).Within(1e-18m));
        Assert.That(parts.IdleUsdPerMtok, Is.Zero);
    }

    [Test]
    public void HoursThatNobodyHeldAreIdleHoweverBusyTheOthers()
    {
        // 48 hours held at 3 USD, 24 more committed: 72 USD of idleness beside the idle half of the 144.
        CostAttribution parts = Of(A.Report(), new RentalCost { UsdPerGpuHour = 3, CommittedGpuHoursPerDay = 72 });

        Assert.That(parts.TotalUsdPerDay, Is.EqualTo(216m).Within(1e-18m));
        Assert.That(parts.InputBusyUsdPerDay + parts.OutputBusyUsdPerDay, Is.EqualTo(72m));
        Assert.That(parts.InputIdleUsdPerDay + parts.OutputIdleUsdPerDay, Is.EqualTo(144m));
    }

    [Test]
    public void APartOfTheDayPaysAllFixedCostsAndItsOwnMarginalOnes()
    {
        // Half of the traffic: the 144 USD of rent on half of the tokens, the fee on a token as before.
        EconomicsTerms terms = new() { Accelerators = new RentalCost { UsdPerGpuHour = 3 }, Overhead = new OverheadCost { ApiUsdPerMtok = 0.5m } };
        RunEconomics day = terms.Of(DailyUse.Of(A.Report(), 2, null)!), half = day.PartOfTheDay(0.5m);

        Assert.That(half.Account.CostUsdPerMtok!.Value, Is.EqualTo((144m / 36) + 0.5m).Within(1e-15m));
        Assert.That(half.Attribution!.InputBusyUsdPerDay + half.Attribution.OutputBusyUsdPerDay, Is.EqualTo(36m + 18m), "a quarter of the day is busy now");
        RunEconomics serverless = (terms with { Accelerators = new RentalCost { UsdPerGpuHour = 3, BusyHoursOnly = true } }).Of(day.Account.Use);
        Assert.That(serverless.PartOfTheDay(0.5m).Account.CostUsdPerMtok!.Value, Is.EqualTo(serverless.Account.CostUsdPerMtok!.Value).Within(1e-15m));
    }

    [Test]
    public void AnIdleHourOfADearAcceleratorCostsItsOwnPrice()
    {
        // Two dear ones at 3 USD, half busy; two cheap ones at 1 USD, always busy: 72 of the 192 USD are idle, not a quarter of them.
        InferenceSim.Serving.SimulationReport report = A.Report();
        DailyUse dear = DailyUse.Of(report, 2, null)!, cheap = DailyUse.Of(A.Report(busySeconds: 3_600, prefillSeconds: 1_200), 2, null)!;
        DailyUse use = DailyUse.Together(report, [(dear, 3), (cheap, 1)]);
        FleetCost fleet = new([("dear", new RentalCost { UsdPerGpuHour = 3 }, dear), ("cheap", new RentalCost { UsdPerGpuHour = 1 }, cheap)], use.BilledTokens);
        CostAttribution parts = CostAttribution.Of(ProfitAndLoss.Of(use, [fleet], []))!;

        Assert.That(parts.TotalUsdPerDay, Is.EqualTo(192m).Within(1e-15m));
        Assert.That(parts.InputIdleUsdPerDay + parts.OutputIdleUsdPerDay, Is.EqualTo(72m));
    }

    [Test]
    public void PartsAreTheWholeToTheCentInAThousandScenarios() =>
        Gen.Select(Gen.Double[1, 1e5], Gen.Double[0.001, 1], Gen.Double[0, 1], Gen.Double[0, 20], Gen.Double[0, 1], Gen.Select(Gen.Int[1, 512], Gen.Double[0, 1], Gen.Double[0, 0.01]))
            .Sample(
                (seconds, busy, prefill, price, pool, more) =>
                {
                    (int gpus, double reused, double api) = more;
                    InferenceSim.Serving.SimulationReport report = A.Report(seconds: seconds, busySeconds: seconds * busy, prefillSeconds: seconds * busy * prefill);
                    report = report with { ReusedBlockTime = (Int128)(reused * 1e12 * seconds) * 10, BlockTime = (Int128)(1e12 * seconds) * 8, CachedPromptTokens = 12_345 };
                    ProfitAndLoss account = ProfitAndLoss.Of(
                        DailyUse.Of(report, gpus, null)!,
                        [new RentalCost { UsdPerGpuHour = (decimal)price }, new OverheadCost { ApiUsdPerMtok = (decimal)api }],
                        []);
                    CostAttribution parts = CostAttribution.Of(account, (decimal)pool)!;
                    decimal[] cents = [parts.InputBusyUsdPerDay, parts.InputIdleUsdPerDay, parts.OutputBusyUsdPerDay, parts.OutputIdleUsdPerDay, parts.CachedInputUsdPerDay];
                    Assert.That(cents.Sum(), Is.EqualTo(decimal.Round(account.CostUsdPerDay, 2, MidpointRounding.AwayFromZero)));
                    Assert.That(cents, Has.All.GreaterThanOrEqualTo(0m));
                },
                iter: 1_000);

    [Test]
    public void TheCentsLeftOverGoToTheLargestRemainders()
    {
        Assert.That(LargestRemainder.Split(1.00m, [1, 1, 1]), Is.EqualTo((decimal[])[0.34m, 0.33m, 0.33m]));
        Assert.That(LargestRemainder.Split(0.05m, [1, 2, 4]), Is.EqualTo((decimal[])[0.01m, 0.01m, 0.03m]), "0.71, 1.43 and 2.86 cents");
        Assert.That(() => LargestRemainder.Split(1, [0, 0]), Throws.ArgumentException);
        Gen.Select(Gen.Decimal[0, 1_000_000], Gen.Decimal[0, 100].Array[1, 20]).Sample((total, weights) =>
        {
            weights[0] += 0.001m;
            decimal[] parts = LargestRemainder.Split(total, weights);
            Assert.That(parts.Sum(), Is.EqualTo(decimal.Round(total, 2, MidpointRounding.AwayFromZero)));
            for (int i = 0; i < parts.Length; i++)
            {
                Assert.That(Math.Abs(parts[i] - (total * weights[i] / weights.Sum())), Is.LessThan(0.02m), "never more than a cent from its due");
            }
        });
    }

    private static CostAttribution Of(InferenceSim.Serving.SimulationReport report, ICostModel cost, decimal poolShare = 0) =>
        CostAttribution.Of(ProfitAndLoss.Of(DailyUse.Of(report, 2, null)!, [cost], []), poolShare)!;
}
