using System.Text;
using CsCheck;
using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Tenants that pay prices of their own, and requests that nobody served, in scenarios.</summary>
public class TenantMoneyTests
{
    [Test]
    public void EachPaysItsClassForWhatItUsed()
    {
        PointResult run = Run(Mix("""{ "gold": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 40 }, "free": { "input_usd_per_mtok": 0, "output_usd_per_mtok": 0 } }"""));
        TenantReport gold = run.Report!.Tenants[0];
        decimal perDay = 86_400m * SimDuration.PicosecondsPerSecond / run.Report.Duration.Picoseconds;
        IReadOnlyList<TenantAccount> accounts = run.Economics!.Tenants;

        Assert.That(accounts[0].RevenueUsdPerDay!.Value, Is.EqualTo(((gold.PromptTokens * 10) + (gold.OutputTokens * 40)) / 1e6m * perDay).Within(1e-12m));
        Assert.That(accounts[1].RevenueUsdPerDay, Is.Zero);
        Assert.That((accounts[1].GrossMargin, accounts[1].ProfitUsdPerDay), Is.EqualTo(((decimal?)null, (decimal?)-accounts[1].CostUsdPerDay)));
        Assert.That(run.Economics.Account.RevenueUsdPerDay, Is.EqualTo(accounts[0].RevenueUsdPerDay!.Value).Within(1e-12m));
    }

    [Test]
    public void TenantsMakeTheAccountInRandomScenarios() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[2, 40], Gen.Int[1, 8], Gen.Double[0.2, 20], Gen.Select(Gen.Double[0.01, 30], Gen.Double[0, 30], Gen.Bool)).Sample(
            (input, output, other, batch, rate, more) =>
            {
                (double patience, double price, bool tiers) = more;
                string tier = tiers ? $$""", "tiers": [ { "above_input_tokens": {{input}}, "input_usd_per_mtok": 5, "output_usd_per_mtok": 7 } ]""" : "";
                Scenario scenario = Mix(FormattableString.Invariant(
                    $$"""{ "gold": { "input_usd_per_mtok": {{price}}, "output_usd_per_mtok": 1{{tier}} }, "free": { "input_usd_per_mtok": 0, "output_usd_per_mtok": 2 } }"""));
                scenario = scenario with
                {
                    Batch = batch,
                    MaxWaiting = 20,
                    Tenants =
                    [
                        scenario.Tenants![0] with { InputTokens = $"{input + 1}:pm:0.5", OutputTokens = $"{output}", Rate = rate, Patience = FormattableString.Invariant($"{patience}") },
                        scenario.Tenants[1] with { InputTokens = $"{other}", OutputTokens = "3", Rate = 2 },
                    ],
                };
                long unserved = 0, lostOutput = 0;
                ScenarioPlan plan = A.Resolver().Plan(scenario);
                PointResult run = ScenarioRunner.Run(plan with
                {
                    Run = plan.Run with
                    {
                        OnRequest = o =>
                        {
                            unserved += o.Sequence is null || o.IsCancelled ? 1 : 0;
                            lostOutput += o.Sequence is null || o.IsCancelled ? o.Request.OutputTokens : 0;
                        },
                    },
                });
                RunEconomics day = run.Economics!;
                Assert.That((run.Report!.Unserved.Requests, run.Report.Unserved.OutputTokens), Is.EqualTo((unserved, lostOutput)));
                Assert.That(run.Report.Unserved.Requests, Is.EqualTo(run.Report.Rejected + run.Report.Lost + run.Report.Cancelled));
                Assert.That(run.Report.Tenants.Sum(t => t.Unserved.PromptTokens), Is.EqualTo(run.Report.Unserved.PromptTokens));
                if (day.Tenants.Count > 0)
                {
                    Assert.That(day.Tenants.Sum(t => t.CostUsdPerDay), Is.EqualTo(decimal.Round(day.Account.CostUsdPerDay, 2, MidpointRounding.AwayFromZero)));
                    Assert.That(day.Tenants.Sum(t => t.RevenueUsdPerDay)!.Value, Is.EqualTo(day.Account.RevenueUsdPerDay).Within(1e-9m));
                    Assert.That(day.Tenants.Sum(t => t.LostUsdPerDay)!.Value, Is.EqualTo(day.LostUsdPerDay ?? 0).Within(1e-9m));
                }
            },
            iter: 100);

    [Test]
    public void CostsFollowWhatAttentionReads()
    {
        // A step's time is all context: decodes of b read after 200 tokens, those of a after 20, four steps each.
        Scenario mix = Mix("""{ "gold": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 40 }, "free": { "input_usd_per_mtok": 0, "output_usd_per_mtok": 0 } }""") with
        {
            Predictor = new PredictorChoice { Kind = "linear", BasePs = 1, PerDecodeContextPs = 10_000_000 },
            PrefixCaching = false,
            Requests = 400,
            Tenants =
            [
                new() { Name = "a", Rate = 5, InputTokens = "20", OutputTokens = "5", PriceClass = "gold" },
                new() { Name = "b", Rate = 5, InputTokens = "200", OutputTokens = "5", PriceClass = "free" },
            ],
        };
        PointResult run = Run(mix);
        TenantReport[] tenants = [.. run.Report!.Tenants];
        Assert.That(tenants[0].DecodeContexts, Is.EqualTo((Int128)(tenants[0].Completed * (20 + 21 + 22 + 23))));
        Assert.That(tenants[1].PrefillContexts, Is.EqualTo((Int128)(tenants[1].Completed * (200 * 199 / 2))));
        double all = (86.0 * tenants[0].Completed) + (806.0 * tenants[1].Completed);
        Assert.That((double)run.Economics!.Tenants[1].CostShare, Is.EqualTo(806 * tenants[1].Completed / all).Within(0.001));

        // Where contexts take no time, an output token costs both the same.
        RunEconomics flat = Run(mix with { Predictor = new PredictorChoice { Kind = "linear", BasePs = 1_000_000_000 } }).Economics!;
        Assert.That(flat.Account.Use.ContextTime, Is.EqualTo(default(InferenceSim.Economics.Revenues.ContextShare)));

        // Prompts of 20 and 200 tokens whose attention is all there is: as their squares.
        RunEconomics prompts = Run(mix with { Predictor = new PredictorChoice { Kind = "linear", BasePs = 1, PerPrefillAttentionPs = 1_000_000 } }).Economics!;
        double squares = (190.0 * tenants[0].Completed) + (19_900.0 * tenants[1].Completed);
        Assert.That((double)prompts.Tenants[1].CostShare, Is.EqualTo(19_900 * tenants[1].Completed / squares).Within(0.002));
    }

    [Test]
    public void OnAnAcceleratorALongContextCostsMoreThanAShortOne()
    {
        Scenario mix = new()
        {
            Model = "llama-3.1-8b",
            Gpu = "h100-sxm",
            Batch = 64,
            Requests = 600,
            Tenants =
            [
                new() { Name = "short", Rate = 3, InputTokens = "100", OutputTokens = "300" },
                new() { Name = "long", Rate = 3, InputTokens = "30000", OutputTokens = "300" },
            ],
        };
        PointResult run = Run(mix);
        (decimal prefill, decimal decode) = (run.Economics!.Account.Use.ContextTime.Prefill, run.Economics.Account.Use.ContextTime.Decode);
        Assert.That(prefill, Is.InRange(0.1m, 0.6m), "30,000 tokens of this model: attention is a third of their FLOPs");
        Assert.That(decode, Is.InRange(0.05m, 0.9m));
        TenantAccount[] tenants = [.. run.Economics.Tenants];
        decimal outputs = (decimal)run.Report!.Tenants[1].OutputTokens / run.Report.Tenants.Sum(t => t.OutputTokens);
        decimal prompts = (decimal)run.Report.Tenants[1].PromptTokens / run.Report.Tenants.Sum(t => t.PromptTokens);
        decimal byTokens = (run.Economics.Account.Use.PrefillShare!.Value * prompts) + ((1 - run.Economics.Account.Use.PrefillShare.Value) * outputs);
        Assert.That(tenants[1].CostShare, Is.GreaterThan(byTokens + 0.02m), "more than its tokens alone");
        Assert.That(Run(mix with { Tenants = null, Rate = 6 }).Economics!.Account.Use.ContextTime, Is.EqualTo(default(InferenceSim.Economics.Revenues.ContextShare)), "nobody to tell apart");
    }

    [Test]
    public void ATornadoTurnsTheRatesOfAllTenants()
    {
        Scenario mix = Mix("""{ "gold": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 40 }, "free": { "input_usd_per_mtok": 0, "output_usd_per_mtok": 0 } }""");
        InferenceSim.Experiments.Answers.SensitivityBar bar = InferenceSim.Experiments.Answers.SensitivityAnalysis.Of(new(A.Resolver()), mix, 0.2).Bars.Single(b => b.Knob == "rate of requests of tenants");
        double? profit = (double?)Run(mix with { Tenants = [.. mix.Tenants!.Select(t => t with { Rate = t.Rate * 1.2 })] }).Economics!.Account.ProfitUsdPerDay;
        Assert.That(bar.High, Is.EqualTo(profit));
    }

    [Test]
    public void AMonthOfAPlanIsThatOfAllTenants()
    {
        RunEconomics day = Run(Mix("""{ "gold": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 40 }, "free": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 0 } }""")).Economics!;
        InferenceSim.Experiments.Answers.PaybackMonth month = InferenceSim.Experiments.Answers.PaybackAnswer.Of(day, new() { PriceFactorPerYear = 1, RunsAtALoss = true }).Months[0];
        Assert.That(month.RevenueUsd, Is.EqualTo((double)day.Tenants.Sum(t => t.RevenueUsdPerDay)!.Value * 365 / 12).Within(1e-9).Percent);
        Assert.That(month.CashCostUsd, Is.EqualTo((double)day.Tenants.Sum(t => t.CostUsdPerDay) * 365 / 12).Within(0.16), "whole cents of a day");
    }

    [Test]
    public void BreakEvenIsAFactorOnEveryClass()
    {
        Scenario mix = Mix("""{ "gold": { "input_usd_per_mtok": 100, "output_usd_per_mtok": 400 }, "free": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 10 } }""");
        InferenceSim.Experiments.Answers.ScenarioProbe probe = new(A.Resolver());
        InferenceSim.Experiments.Answers.BreakEvenAnswer answer =
            new InferenceSim.Experiments.Answers.BreakEvenSearch(probe, mix).Find(InferenceSim.Experiments.Answers.BreakEvenKnob.Price);
        Assert.That(answer.Roots.Single().Margin, Is.Zero.Within(0.002));
    }

    [TestCase("""{ "subscription": { "usd_per_user_month": 20, "usage": { "mean_tokens_per_month": 1000000, "coefficient_of_variation": 1 } } }""")]
    [TestCase("""{ "usd_per_resolved_task": 0.05, "task": { "steps_per_task": 10 } }""")]
    [TestCase("""{ "prices": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 2 }, "internal": { "self_use_share": 0.3, "value_usd_per_mtok": 5 } }""")]
    public void APriceThatBreaksEvenIsThatOfTokensAlone(string economics)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "economics": {{economics}} }"""));
        Scenario scenario = A.LinearScenario() with { Price = 1, Economics = ScenarioFile.Read(stream, "s.json").Economics };
        InferenceSim.Experiments.Answers.BreakEvenAnswer answer =
            new InferenceSim.Experiments.Answers.BreakEvenSearch(new(A.Resolver()), scenario).Find(InferenceSim.Experiments.Answers.BreakEvenKnob.Price);
        Assert.That(answer.Unit, Does.EndWith("and nothing else sold"));
        Assert.That(answer.Roots.Single().Margin, Is.Zero.Within(0.002));
    }

    [TestCase(null, """{ "gold": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1 } }""", "price class 'free', which economics.price_classes does not have; it has gold")]
    [TestCase("gold", """{ "gold": { "input_usd_per_mtok": -1, "output_usd_per_mtok": 1 } }""", "price_classes 'gold' input_usd_per_mtok -1")]
    public void MistakesAreTold(string? second, string classes, string words)
    {
        Scenario Made()
        {
            Scenario mix = Mix(classes);
            return mix with { Tenants = [mix.Tenants![0], mix.Tenants[1] with { PriceClass = second ?? "free" }] };
        }

        Assert.That(() => Run(Made()), Throws.InstanceOf<Exception>().With.Message.Contains(words));
    }

    [Test]
    public void ClassesNeedTenantsAndTenantsNeedAPrice()
    {
        const string Gold = """{ "gold": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1 } }""";
        Scenario mix = Mix(Gold);
        Assert.That(() => Run(A.LinearScenario() with { Price = 1, Economics = mix.Economics }), Throws.TypeOf<UsageException>().With.Message.Contains("the scenario has none"));
        Scenario without = mix with { Tenants = [mix.Tenants![0], mix.Tenants[1] with { PriceClass = null }] };
        Assert.That(() => Run(without), Throws.TypeOf<UsageException>().With.Message.Contains("tenant 'b' has no 'price_class'"));
        Assert.That(Run(without with { InputPrice = 3, OutputPrice = 3 }).Economics!.Tenants[1].Sale.Prices!.InputUsdPerMtok, Is.EqualTo(3), "what those without a class pay");
        Assert.That(Run(mix with { Economics = null }).Economics!.Tenants.Select(t => t.RevenueUsdPerDay), Has.All.Null, "a price nobody gave");
    }

    [Test]
    public void TheColumnsOfATenantHaveItsMoney()
    {
        PointResult run = Run(Mix("""{ "gold": { "input_usd_per_mtok": 10, "output_usd_per_mtok": 40 }, "free": { "input_usd_per_mtok": 0, "output_usd_per_mtok": 0 } }"""));
        using MemoryStream stream = new();
        TenantCsv.Write(stream, run);
        string[][] rows = [.. Encoding.UTF8.GetString(stream.ToArray()).TrimEnd().Split('\n').Select(l => l.Split(','))];
        string Cell(int row, string column) => rows[row][Array.IndexOf(rows[0], column)];
        Assert.That(Cell(1, "output_price_usd_per_mtok"), Is.EqualTo("40"));
        Assert.That(Cell(2, "gross_margin_fraction"), Is.Empty);
        Assert.That(
            double.Parse(Cell(1, "cost_share_fraction"), System.Globalization.CultureInfo.InvariantCulture) + double.Parse(Cell(2, "cost_share_fraction"), System.Globalization.CultureInfo.InvariantCulture),
            Is.EqualTo(1).Within(1e-12));
    }

    private static Scenario Mix(string classes)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "economics": { "price_classes": {{classes}} } }"""));
        return A.LinearScenario() with
        {
            Price = 1,
            Requests = 200,
            Batch = 4,
            Economics = ScenarioFile.Read(stream, "s.json").Economics,
            Tenants = [new() { Name = "a", Rate = 5, InputTokens = "30", PriceClass = "gold" }, new() { Name = "b", Rate = 3, OutputTokens = "9", PriceClass = "free" }],
        };
    }

    private static PointResult Run(Scenario scenario) => ScenarioRunner.Run(A.Resolver().Plan(scenario));
}
