using System.Text;
using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Results;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Money asked in scenarios: by flag, by file, from the catalogs.</summary>
public class EconomicsScenarioTests
{
    [Test]
    public void PricesGiveAnAccountOfTheSimulatedDay()
    {
        PointResult row = Run(A.LinearScenario() with { Tp = 2, Price = 3, InputPrice = 2, OutputPrice = 10, PrefixCaching = false });
        double perDay = 86_400 / row.Report!.Duration.Seconds;
        double revenue = ((row.Report.PromptTokens * 2) + (row.Report.OutputTokens * 10)) / 1e6 * perDay;

        Assert.That(Column(row, "cost_usd_per_day"), Is.EqualTo(144));
        Assert.That(Column(row, "revenue_usd_per_day"), Is.EqualTo(revenue).Within(1e-9).Percent);
        Assert.That(Column(row, "profit_usd_per_day"), Is.EqualTo(revenue - 144).Within(1e-9).Percent);
        Assert.That(Column(row, "gross_margin_fraction"), Is.EqualTo(1 - (144 / revenue)).Within(1e-9));
        Assert.That(Column(row, "break_even_price_usd_per_mtok"), Is.EqualTo(Column(row, "total_cost_usd_per_mtok")).Within(1e-9).Percent);
        Assert.That(Column(row, "uncached_input_cost_usd_per_mtok"), Is.EqualTo(Column(row, "input_cost_usd_per_mtok")).Within(1e-9).Percent, "two ways to the same figure");
        Assert.That(Column(row, "input_price_usd_per_mtok"), Is.EqualTo(2));
    }

    [Test]
    public void WhatNobodyGaveStaysEmpty()
    {
        PointResult noRent = Run(A.LinearScenario() with { InputPrice = 2, OutputPrice = 10 });
        Assert.That((noRent.Economics, Column(noRent, "revenue_usd_per_day"), Column(noRent, "profit_usd_per_day")), Is.EqualTo(((RunEconomics?)null, (object?)null, (object?)null)));

        PointResult noSale = Run(A.LinearScenario() with { Price = 3 });
        Assert.That(Column(noSale, "cost_usd_per_day"), Is.EqualTo(72));
        Assert.That((Column(noSale, "revenue_usd_per_day"), Column(noSale, "profit_usd_per_day"), Column(noSale, "gross_margin_fraction")), Is.EqualTo(((object?)null, (object?)null, (object?)null)));
    }

    [Test]
    public void LongRequestsPayTheirTier()
    {
        // Four of five requests have 20 input tokens, one 60: above the limit all of its tokens pay ten times as much.
        const string Trace = "arrival_seconds,input_tokens,output_tokens\n0,20,5\n1,20,5\n2,60,5\n3,20,5\n4,20,5\n";
        Scenario scenario = A.LinearScenario() with
        {
            InputTokens = null,
            OutputTokens = null,
            Workload = "t.csv",
            Price = 1,
            PrefixCaching = false,
            Economics = Read("""{ "prices": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1, "tiers": [ { "above_input_tokens": 30, "input_usd_per_mtok": 10, "output_usd_per_mtok": 10 } ] } }"""),
        };
        PointResult row = ScenarioRunner.Run(A.Resolver(("t.csv", Trace)).Plan(scenario));

        decimal tokens = (decimal)row.Report!.Duration.Seconds;
        decimal expected = ((4 * 25 * 1) + (65 * 10)) / 1e6m * 86_400 / tokens;
        Assert.That((double)row.Economics!.Account.RevenueUsdPerDay, Is.EqualTo((double)expected).Within(1e-9).Percent);
    }

    [Test]
    public void AnOwnedNodePaysTheEnergyThatIsSimulated()
    {
        Scenario scenario = new()
        {
            Model = "llama-3.1-8b",
            Gpu = "h100-sxm",
            Rate = 2,
            Requests = 100,
            Economics = Read("""{ "ownership": { "capex_usd_per_gpu": 49248, "life_years": 5, "electricity_usd_per_kwh": 0.1, "pue": 1.2 } }"""),
        };
        PointResult row = Run(scenario);
        double kwhPerDay = row.Energy!.Joules / 3.6e6 * 86_400 / row.Report!.Duration.Seconds;
        double electricity = (double)row.Economics!.Account.Costs.Where(c => c.Name.StartsWith("electricity", StringComparison.Ordinal)).Sum(c => c.UsdPerDay);

        Assert.That(electricity, Is.EqualTo(kwhPerDay * 1.2 * 0.1).Within(1e-6).Percent);
        Assert.That((double)row.Economics.Account.MarginalUsdPerDay, Is.GreaterThan(0).And.LessThan(electricity), "what serving adds to idle power");
        Assert.That(row.Cost!.Price.UsdPerGpuHour, Is.EqualTo((double)row.Economics.Account.CostUsdPerDay / 24).Within(1e-9).Percent);
        Assert.That(row.Cost.Price.Source, Does.StartWith("owned"));
        Assert.That((double)row.Economics.JoulesPerBilledToken!, Is.EqualTo(1.2 * row.Energy.Joules / (row.Report.PromptTokens + row.Report.OutputTokens)).Within(1e-6).Percent);
    }

    [Test]
    public void TheEnergyOfATokenHasTheHostAndTheGivenPowerInIt()
    {
        Scenario scenario = new() { Model = "llama-3.1-8b", Gpu = "h100-sxm", Rate = 2, Requests = 100 };
        double Joules(string ownership)
        {
            PointResult row = Run(scenario with { Economics = Read($$"""{ "ownership": { "capex_usd_per_gpu": 1, "life_years": 5, "pue": 1.2{{ownership}} } }""") });
            return (double)(row.Economics!.JoulesPerBilledToken!.Value * row.Economics.Account.Use.BilledTokens) / 3.6e6;
        }

        Assert.That(Joules(""", "host_kw_per_gpu": 0.5""") - Joules(""), Is.EqualTo(24 * 0.5 * 1.2).Within(1e-9), "kWh of a day");
        Assert.That(Joules(""", "host_kw_per_gpu": 0.5, "it_kw_per_gpu": 1"""), Is.EqualTo(24 * 1.5 * 1.2).Within(1e-9));
    }

    [TestCase("reserved", "rent, reserved")]
    [TestCase("spot", "rent, spot")]
    [TestCase(null, "rent, on demand")]
    public void TheAccountSaysHowAcceleratorsAreBought(string? purchase, string line) =>
        Assert.That(Run(A.LinearScenario() with { Price = 1, Purchase = purchase }).Economics!.Account.Costs.Single().Name, Is.EqualTo(line));

    [TestCase("""{ "rental": { "usd_per_gpu_hour": 2 }, "ownership": { "capex_usd_per_gpu": 1, "life_years": 5 } }""", "either rented or owned")]
    [TestCase("""{ "gpu_hours": { "usd_per_gpu_hour": 2, "rented_share": 0.9 }, "prices": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1 } }""", "never both")]
    [TestCase("""{ "usd_per_resolved_task": 2 }""", "steps_per_task")]
    [TestCase("""{ "cached_input_pool_share": 2 }""", "from 0 to 1")]
    [TestCase("""{ "prices": { "input_usd_per_mtok": 1 } }""", "output_usd_per_mtok")]
    [TestCase("""{ "ownership": { "capex_usd_per_gpu": 1, "life_years": 5, "colocation_usd_per_kw_month": 100 } }""", "provisioned_kw_per_gpu")]
    [TestCase("""{ "rentl": {} }""", "did you mean 'rental'")]
    [TestCase("""{ "overhead": { "share_of_revenue": 1 } }""", "share_of_revenue")]
    [TestCase("""{ "demand": { "elasticity": 0 } }""", "elasticity")]
    [TestCase("""{ "demand": { "reference_mtok_per_day": 10 } }""", "elasticity")]
    [TestCase("""{ "gigawatts": [ 0 ] }""", "gigawatts")]
    [TestCase("""{ "alternatives": [ { "name": "other", "with": { "gpus": "l40s" } } ] }""", "there is no field 'gpus'; did you mean 'gpu'")]
    [TestCase("""{ "alternatives": [ { "name": "other", "with": { "tp": "two" } } ] }""", "'tp' takes a whole number")]
    [TestCase("""{ "alternatives": [ { "name": "other", "with": { "batch": 0 } } ] }""", "batch")]
    [TestCase("""{ "prices": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1, "monthly_discounts": [ { "above_mtok_per_month": 5, "discount_share": 0.1 }, { "above_mtok_per_month": 5, "discount_share": 0.2 } ] } }""", "rising 'above_mtok_per_month'")]
    [TestCase("""{ "prices": { "input_usd_per_mtok": 1, "output_usd_per_mtok": 1, "monthly_discounts": [ { "above_mtok_per_month": 5, "discount_share": 10 } ] } }""", "discount_share 10")]
    public void MistakesAreTold(string economics, string words) =>
        Assert.That(() => Read(economics), Throws.TypeOf<InferenceSim.Simulation.InvalidConfigurationException>().With.Message.Contains(words));

    [Test]
    public void HalfAPriceListIsNone()
    {
        Assert.That(() => Run(A.LinearScenario() with { Price = 1, InputPrice = 2 }), Throws.TypeOf<UsageException>().With.Message.Contains("--output-price"));
        Assert.That(() => Run(A.LinearScenario() with { Price = 1, RentalFrom = "lambda/h100-sxm" }), Throws.TypeOf<UsageException>());
        Assert.That(() => Run(A.LinearScenario() with { PricesFrom = "lepton/llama-405b" }), Throws.TypeOf<UsageException>().With.Message.Contains("infersim list prices"));
    }

    private static EconomicsChoice Read(string economics)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "economics": {{economics}} }"""));
        return ScenarioFile.Read(stream, "s.json").Economics!;
    }

    private static PointResult Run(Scenario scenario) => ScenarioRunner.Run(A.Resolver().Plan(scenario));

    private static object? Column(PointResult row, string name) => ResultColumns.All.Single(c => c.Name == name).Value(row);
}
