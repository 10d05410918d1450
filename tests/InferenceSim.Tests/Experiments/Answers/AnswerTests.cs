using CsCheck;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Answers;

/// <summary>Answers over simulations, on a step time that can be worked out by hand.</summary>
public class AnswerTests
{
    // A request of 20 input and 5 output tokens brings a quarter of a cent.
    private const double UsdPerRequest = 0.0025;

    private static readonly Scenario s_scenario = A.LinearScenario() with
    {
        Price = 1,
        InputPrice = 100,
        OutputPrice = 100,
        PrefixCaching = false,
        Batch = 4,
        Requests = 1_000,
    };

    private static ScenarioProbe Probe => new(A.Resolver());

    [Test]
    public void AtTheBreakEvenPriceTheMarginIsZero()
    {
        BreakEvenAnswer answer = new BreakEvenSearch(Probe, s_scenario).Find(BreakEvenKnob.Price);

        Assert.That(answer.Outcome, Is.EqualTo("one"));
        Assert.That(answer.Roots[0].Margin, Is.Zero.Within(0.002));
        Assert.That(answer.Roots[0].Value, Is.EqualTo(answer.Roots[0].At.Cost!.TotalUsdPerMillionTokens!.Value).Within(1e-6).Percent);

        BreakEvenAnswer unpriced = new BreakEvenSearch(Probe, s_scenario with { InputPrice = null, OutputPrice = null }).Find(BreakEvenKnob.Price);
        Assert.That(unpriced.Roots[0].Value, Is.EqualTo(answer.Roots[0].Value).Within(1e-9).Percent, "one price for all, where none was given");
    }

    [Test]
    public void TheBreakEvenRateIsCostOverRevenueOfARequest()
    {
        Scenario scenario = s_scenario with { Price = 300 };
        BreakEvenAnswer answer = new BreakEvenSearch(Probe, scenario).Find(BreakEvenKnob.Rate);
        double byHand = 300 * 24 / 86_400.0 / UsdPerRequest;

        // A thousand Poisson arrivals hold their rate to three per cent; the interval over seeds has to know it.
        BreakEvenRoot root = answer.Roots.Single();
        Assert.That(root.Margin, Is.Zero.Within(0.002));
        Assert.That(root.Value, Is.EqualTo(byHand).Within(8).Percent);
        Assert.That(root.Seeds!.Low, Is.LessThan(root.Seeds.High));
        Assert.That(byHand, Is.InRange(root.Seeds.Low * 0.97, root.Seeds.High * 1.03));
        Assert.That((root.Band, root.IsLostInBand, root.Both), Is.EqualTo(((BreakEvenRange?)null, false, root.Seeds)), "a step time that was given has no error");

        BreakEvenRoot load = new BreakEvenSearch(Probe, scenario).Find(BreakEvenKnob.Utilization).Roots.Single();
        double capacity = Probe.Run(ScenarioProbe.Full(s_scenario)).Report!.RequestsPerSecond;
        Assert.That(load.Value * capacity, Is.EqualTo(root.Value).Within(1e-6).Percent);
    }

    [Test]
    public void ABatchComesAsThePairOfNeighbours()
    {
        // Steps of a millisecond whatever the batch: four places serve four times as much. The price is set so that three are not enough.
        double one = Probe.Run(s_scenario with { Batch = 1, Concurrency = 64 }).Report!.RequestsPerSecond;
        Scenario scenario = s_scenario with { Concurrency = 64, Price = 3.5 * one * UsdPerRequest * 3_600 };
        BreakEvenRoot root = new BreakEvenSearch(Probe, scenario).Find(BreakEvenKnob.Batch).Roots.Single();

        Assert.That((root.Pair, root.Value), Is.EqualTo((new BreakEvenRange(3, 4), 4)));
        Assert.That(root.Margin, Is.GreaterThan(0));
        Assert.That(Probe.Run(scenario with { Batch = 3 }).Economics!.Account.GrossMargin, Is.Negative);
    }

    [Test]
    public void NowhereIsAnAnswer()
    {
        BreakEvenAnswer answer = new BreakEvenSearch(Probe, s_scenario with { Price = 1e5 }).Find(BreakEvenKnob.Rate);
        Assert.That((answer.Outcome, answer.Roots.Count), Is.EqualTo(("none", 0)));
        Assert.That(answer.Sentences().Single(), Does.Contain("loses money at every one"));
        Assert.That(() => new BreakEvenSearch(Probe, s_scenario with { InputPrice = null, OutputPrice = null }).Find(BreakEvenKnob.Rate),
            Throws.TypeOf<UsageException>().With.Message.Contains("nothing is sold"));
    }

    [Test]
    public void CacheHitsBreakEvenWherePrefillIsSaved()
    {
        // Prefill is all the time there is; with a shared beginning of the prompt it shrinks, and at some share it pays.
        Scenario scenario = s_scenario with
        {
            Predictor = new PredictorChoice { Kind = "linear", BasePs = 1_000_000, PerTokenPs = 1_000_000_000 },
            InputTokens = "1000",
            OutputTokens = "2",
            PrefixCaching = true,
            Requests = 200,
        };
        double nothing = Probe.Run(scenario).Report!.RequestsPerSecond;
        scenario = scenario with { Price = 2 * nothing * 0.1002 * 3_600 };
        BreakEvenRoot root = new BreakEvenSearch(Probe, scenario).Find(BreakEvenKnob.CacheHit).Roots.Single();

        Assert.That(root.Margin, Is.Zero.Within(0.02), "blocks of sixteen tokens are the grain of it");
        Assert.That(root.Value, Is.EqualTo(0.5).Within(0.03), "half of the prefill saved doubles what is served");
    }

    [Test]
    public void SignChangesAreAllFound()
    {
        double[] xs = [.. Enumerable.Range(1, 60).Select(i => i / 10.0)];
        IReadOnlyList<((double X, double Y) Low, (double X, double Y) High)> brackets =
            RootSearch.Brackets(xs.Select(x => (x, x is > 2.95 and < 3.05 ? (double?)null : Math.Sin(x * Math.PI / 1.7))));
        Assert.That(brackets, Has.Count.EqualTo(3), "at 1.7, 3.4 and 5.1");
        double root = RootSearch.Refine(x => Math.Sin(x * Math.PI / 1.7), brackets[1].Low, brackets[1].High, 1e-9);
        Assert.That(root, Is.EqualTo(3.4).Within(1e-6));
        Gen.Int[2, 5_000].Sample(n =>
        {
            (int below, int above) = RootSearch.Refine(i => i < n ? -1 : 1, (1, -1), (8_192, 1));
            Assert.That((below, above), Is.EqualTo((n - 1, n)));
        });
    }

    [Test]
    public void PaybackWithoutDeclineIsAnAnnuity()
    {
        RunEconomics day = Day(new OwnershipCost { CapexUsdPerGpu = 10_000, LifeYears = 5, ResidualShare = 0.1m }, 1_000);
        PaybackAnswer answer = PaybackAnswer.Of(day, new PaybackChoice { Years = 5, PriceFactorPerYear = 1, TrainingUsd = 5_000, DiscountRatePerYear = 0 });
        double month = 86.4 * 365 / 12; // a thousand tokens a second at a dollar a million

        Assert.That(answer.OutlayUsd, Is.EqualTo(15_000));
        Assert.That(answer.PaybackYears, Is.EqualTo(15_000 / month / 12).Within(1e-9));
        Assert.That(answer.NetPresentValueUsd, Is.EqualTo((60 * month) - 15_000 + 1_000).Within(1e-6), "with the residual value at the end");
        Assert.That(answer.Months[^1].HardwareBookUsd, Is.EqualTo(1_000).Within(1e-9));

        // Tenfold cheaper a year: all that ever comes is revenue / ln 10.
        PaybackAnswer falling = PaybackAnswer.Of(day, new PaybackChoice { Years = 20, TrainingUsd = 1e6, DiscountRatePerYear = 0, ModelHalfLifeYears = null });
        Assert.That(falling.Months.Sum(m => m.RevenueUsd), Is.EqualTo(86.4 * 365 / Math.Log(10)).Within(0.01).Percent);
        Assert.That(falling.PaybackYears, Is.Null);
        Assert.That(falling.Choice.PriceFactorPerYear, Is.EqualTo(0.1));

        // A model that halves every quarter loses traffic as fast: rates of decline add.
        PaybackAnswer aging = PaybackAnswer.Of(day, new PaybackChoice { Years = 20, DiscountRatePerYear = 0, ModelHalfLifeYears = 0.25 });
        Assert.That(aging.Months.Sum(m => m.RevenueUsd), Is.EqualTo(86.4 * 365 / (Math.Log(10) + (4 * Math.Log(2)))).Within(0.01).Percent);
    }

    [Test]
    public void RentAndPurchaseAreEqualAtTheBreakEvenRent()
    {
        OwnershipCost own = new() { CapexUsdPerGpu = 49_248, LifeYears = 5, Wacc = 0.1, OperationsUsdPerGpuHour = 0.3m, ResidualShare = 0.1m };
        RentOrBuyChoice choice = new() { Ownership = own, RentFactorPerYear = 0.7 };
        DailyUse use = DailyUse.Assumed(8, 0, 1_000);
        foreach (RentOrBuyLife life in RentOrBuyAnswer.Of(use, choice, 3).Lives)
        {
            RentOrBuyLife there = RentOrBuyAnswer.Of(use, choice with { LivesYears = [life.LifeYears] }, (decimal)life.BreakEvenRentUsdPerGpuHour).Lives.Single();
            Assert.That(there.RentUsd, Is.EqualTo(there.OwnUsd).Within(1e-6).Percent);
            Assert.That(there.BreakEvenHoursShare, Is.EqualTo(1).Within(1e-9));
            Assert.That(life.RentUsdPerGpuHour, Is.LessThan(3), "a falling rent is below that of today on average");

            // Payments by the month instead of the year: a little below the yearly annuity.
            double yearly = (double)((own with { LifeYears = life.LifeYears }).CapitalUsdPerGpuHour + 0.3m);
            Assert.That(life.OwnUsdPerGpuHour, Is.EqualTo(yearly).Within(4).Percent.And.LessThan(yearly));
        }
    }

    [Test]
    public void ATornadoMovesProfitByWhatIsChanged()
    {
        SensitivityAnalysis analysis = SensitivityAnalysis.Of(Probe, s_scenario with { Rate = 5 }, 0.25);
        SensitivityBar rent = analysis.Bars.Single(b => b.Knob == "rent of an accelerator");

        Assert.That(rent.Low - analysis.Basis, Is.EqualTo(6).Within(1e-9), "a quarter of 24 USD less rent");
        Assert.That(analysis.Basis - rent.High, Is.EqualTo(6).Within(1e-9));
        Assert.That(analysis.Bars.Select(b => b.Knob), Is.SupersetOf(new[] { "input price", "output price", "rate of requests", "batch limit", "input tokens of a request" }));
        Assert.That(analysis.Bars.Select(b => b.Swing), Is.Ordered.Descending);
        Assert.That(SensitivityAnalysis.Of(Probe, s_scenario with { Rate = 5, InputPrice = null, OutputPrice = null }, 0.25).Unit, Is.EqualTo("USD/M tokens"));
    }

    [Test]
    public void TheFrontierHasNobodyFasterForLess() =>
        Gen.Select(Gen.Double[10, 100], Gen.Double[1, 50]).Array[1, 40].Sample(pairs =>
        {
            PointResult[] points = [.. pairs.Select((p, i) => A.Point("g", i + 1, outputPerSecond: p.Item1, tpotMs: p.Item2))];
            IReadOnlyList<PointResult> envelope = CostFrontier.Of(points);
            foreach (PointResult point in points)
            {
                bool beaten = points.Any(o => o != point && CostFrontier.TokensPerSecondOfUser(o) >= CostFrontier.TokensPerSecondOfUser(point) && CostFrontier.UsdPerMtok(o) <= CostFrontier.UsdPerMtok(point));
                Assert.That(envelope.Contains(point), Is.EqualTo(!beaten));
            }
        });

    [Test]
    public void BatchSizesBetweenNeighboursOnTheEnvelopeAreTried()
    {
        // A step takes a millisecond and a tenth for each sequence: the larger the batch the slower and cheaper, so all of it is envelope.
        Scenario scenario = s_scenario with { Predictor = new PredictorChoice { Kind = "linear", BasePs = 1_000_000_000, PerTokenPs = 100_000_000 }, Requests = 200 };
        IReadOnlyList<PointResult> tried = Probe.RunAll([scenario with { Batch = 1 }, scenario with { Batch = 16 }]);
        IReadOnlyList<PointResult> points = CostFrontier.Refined(tried, 2, Probe.RunAll);

        Assert.That(points.Select(p => p.Inputs.Batch), Is.EqualTo(new[] { 1, 16, 4, 2, 8 }));
        Assert.That(CostFrontier.Of(points).Select(p => p.Inputs.Batch), Is.EqualTo(new[] { 1, 2, 4, 8, 16 }));
        Assert.That(CostFrontier.Refined(tried, 20, Probe.RunAll), Has.Count.EqualTo(16), "until there is nothing between");
        Assert.That(CostFrontier.Refined([.. tried.Take(1), .. Probe.RunAll([scenario with { Batch = 16, Price = 2 }])], 2, Probe.RunAll), Has.Count.EqualTo(2), "another price is another setup");
    }

    [Test]
    public void TheMapAtTheAskedPriceIsTheRunsOwnMargin()
    {
        MarginMap map = MarginMap.Of(Probe, s_scenario);
        int asked = map.Factors.ToList().IndexOf(1);
        foreach ((double load, _, PointResult run, IReadOnlyList<double?> margins) in map.Rows)
        {
            Assert.That(margins[asked], Is.EqualTo((double)run.Economics!.Account.GrossMargin!).Within(1e-12), $"{load}");
            Assert.That(margins, Is.Ordered.Ascending);
        }

        Assert.That(map.Rows.Select(r => r.Margins[asked]), Is.Ordered.Ascending, "more load, more margin");
    }

    private static RunEconomics Day(ICostModel cost, decimal tokensPerSecond) => new EconomicsTerms
    {
        Accelerators = cost,
        Prices = new TokenPriceList { InputUsdPerMtok = 1, OutputUsdPerMtok = 1 },
    }.Of(DailyUse.Assumed(1, 0, tokensPerSecond));
}
