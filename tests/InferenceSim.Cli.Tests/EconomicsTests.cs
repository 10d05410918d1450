using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim economics</c> answers.</summary>
public class EconomicsTests
{
    private static readonly string s_llama = Path.Combine(Infersim.Root, "workloads", "questions", "01-llama-405b.json");

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void PrintsTheAccountOfTheLlamaNodeToTheCent()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "economics", s_llama, "--format", "table", "--out", "account.csv", "--json", "account.json", "--plot", "account.png");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("earns 798.34 USD a day on costs of 670.08: profit 128.26, margin 16.07%"));
        Assert.That(result.Output, Does.Contain("breaks even at 2.3502 USD per million tokens, or at 83.93% of this traffic"));
        Assert.That(result.Output, Does.Contain("Is a 405B API profitable").And.Contain("input is billed"));
        Rows rows = Rows.Of(File.ReadAllText(Path.Combine(_folder, "account.csv")));
        int profit = Array.IndexOf([.. rows.All("line")], "profit");
        Assert.That(rows.Number(profit, "assumed"), Is.EqualTo(128.256));
        Assert.That(rows.Number(profit, "simulated"), Is.Not.Zero);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "account.json")));
        Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(rows.Count));
        Assert.That(new FileInfo(Path.Combine(_folder, "account.png")).Length, Is.GreaterThan(10_000));
    }

    [TestCase("01-llama-405b.json", "assumed")]
    [TestCase("01-llama-405b.json", "simulated")]
    [TestCase("04-commodity.json", "simulated")]
    [TestCase("05-flat-or-metered.json", "simulated")]
    [TestCase("11-idle-cloud.json", "simulated")]
    public void ASpreadsheetComesToTheSameSums(string question, string column)
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", Path.Combine(Infersim.Root, "workloads", "questions", question)).Output);
        int[] All(string section) => [.. Enumerable.Range(0, rows.Count).Where(i => rows.Text(i, "section") == section)];
        double Line(string section, string line) => rows.Number(All(section).First(i => rows.Text(i, "line") == line), column);
        double Parts(string section)
        {
            double sum = 0;
            foreach (int i in All(section).Where(i => rows.Text(i, "usd_per_unit").Length > 0))
            {
                Assert.That(rows.Number(i, $"{column}_quantity") * rows.Number(i, "usd_per_unit"), Is.EqualTo(rows.Number(i, column)).Within(1e-9).Percent, rows.Text(i, "line"));
                sum += rows.Number(i, column);
            }

            return sum;
        }

        Assert.That(Parts("revenue"), Is.EqualTo(Line("revenue", "revenue")).Within(1e-9).Percent);
        Assert.That(Parts("cost"), Is.EqualTo(Line("cost", "cost")).Within(1e-9).Percent);
        Assert.That(Line("cost", "fixed cost") + Line("cost", "marginal cost"), Is.EqualTo(Line("cost", "cost")).Within(1e-9).Percent);
        Assert.That(Line("revenue", "revenue") - Line("cost", "cost"), Is.EqualTo(Line("result", "profit")).Within(1e-6));
        Assert.That(Line("result", "profit") / Line("revenue", "revenue") * 100, Is.EqualTo(Line("result", "gross margin")).Within(1e-6));
        Assert.That(Line("result", "profit") / Line("traffic", "paid accelerator-hours"), Is.EqualTo(Line("result", "profit of a paid accelerator-hour")).Within(1e-9));
    }

    [Test]
    public void AFlagOverridesThePriceThatTheFileQuotes()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", s_llama, "--price", "2", "--requests", "50").Output);
        int rent = Array.FindIndex([.. rows.All("line")], l => l.StartsWith("rent", StringComparison.Ordinal));
        Assert.That((rows.Number(rent, "usd_per_unit"), rows.Text(rent, "source"), rows.Number(rent, "assumed")), Is.EqualTo((2, "given", 384)));
        Infersim.Result both = Infersim.Run(_folder, "economics", s_llama, "--price", "2", "--rental-from", "lambda/h100-sxm");
        Assert.That(both.ExitCode, Is.EqualTo(2));
        Assert.That(both.Error, Does.Contain("not both"));
    }

    [Test]
    public void BreakEvenHasTheIntervalOfSeedsAndTheErrorBandApart()
    {
        // Steps x times as long sustain 1 / x of the load: the same requests are x times the share of it.
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", "breakeven", s_llama, "--over", "utilization").Output);
        int root = Array.IndexOf([.. rows.All("kind")], "root");
        double Of(string column) => rows.Number(root, column);
        double slower = Of("band_high") / Of("value");
        Assert.That(slower, Is.GreaterThan(1.05));
        Assert.That(Of("value") / Of("band_low"), Is.EqualTo(slower).Within(1).Percent);
        Assert.That(Of("seeds_low"), Is.LessThan(Of("value")).And.GreaterThan(Of("band_low")));
        Assert.That(Of("low"), Is.EqualTo(Of("band_low") * Of("seeds_low") / Of("value")).Within(1e-9));
        Assert.That(Of("high"), Is.EqualTo(Of("band_high") * Of("seeds_high") / Of("value")).Within(1e-9));

        // What was tried on the way is told with how busy it was; a price is tried at what the scenario asks, its tokens all alike.
        Assert.That(Enumerable.Range(0, root).Select(r => rows.Number(r, "busy_fraction")), Is.Ordered.Ascending);
        Rows asked = Rows.Of(Infersim.Run(_folder, "economics", "breakeven", s_llama).Output);
        Assert.That((asked.Text(0, "kind"), asked.Number(0, "value")), Is.EqualTo(("scan", 2.8)));

        // The price that pays follows the cost of a token; where the slow end cannot serve what must be served, nothing breaks even.
        Rows price = Rows.Of(Infersim.Run(_folder, "economics", "breakeven", Path.Combine(Infersim.Root, "workloads", "questions", "03-model-size.json")).Output);
        Assert.That(price.Number(1, "band_high") / price.Number(1, "value"), Is.EqualTo(price.Number(1, "value") / price.Number(1, "band_low")).Within(1e-6));
        Infersim.Result dear = Infersim.Run(_folder, "economics", "breakeven", s_llama, "--price", "7.5", "--over", "rate", "--format", "table");
        Assert.That(dear.Output, Does.Contain("at its slow end it breaks even nowhere"));
    }

    [Test]
    public void DemandThatFollowsThePriceIsMetAtTheSimulatedCost()
    {
        string sizes = Path.Combine(Infersim.Root, "workloads", "questions", "03-model-size.json");
        Infersim.Result result = Infersim.Run(_folder, "economics", "demand", sizes, "--requests", "300", "--plot", "demand.svg");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "demand.svg")), Does.Contain("<svg").And.Not.Contain("NaN"));
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("offer"), Is.EqualTo(new[] { "the scenario", "the scenario", "70B", "70B", "7B", "7B" }));
        for (int i = 0; i < rows.Count; i++)
        {
            double price = rows.Number(i, "price_usd_per_mtok"), served = rows.Number(i, "served_mtok_per_day");
            Assert.That(rows.Number(i, "revenue_usd_per_day"), Is.EqualTo(price * served).Within(1e-9).Percent);
            Assert.That(rows.Number(i, "cost_usd_per_day"), Is.EqualTo(rows.Number(i, "num_gpus") * 24 * 3.49).Within(1e-6).Percent, "the rent, whatever is served");
            Assert.That(rows.Number(i, "wanted_mtok_per_day"), Is.EqualTo(rows.Number(0, "wanted_mtok_per_day") * Math.Pow(price / 3.5, -1.5)).Within(1e-6).Percent);
            Assert.That(rows.Number(i, "profit_usd_per_day"), Is.EqualTo(rows.Number(i, "revenue_usd_per_day") - rows.Number(i, "cost_usd_per_day")).Within(1e-6));
        }

        Assert.That(rows.Number(5, "profit_usd_per_day"), Is.GreaterThan(rows.Number(3, "profit_usd_per_day")).And.GreaterThan(rows.Number(4, "profit_usd_per_day")), "the small one");
        Infersim.Result few = Infersim.Run(_folder, "economics", "demand", sizes, "--requests", "300", "--accelerators", "8");
        Assert.That(Rows.Of(few.Output).All("num_gpus"), Has.All.EqualTo("8"));
        Infersim.Result flat = Infersim.Run(_folder, "economics", "demand", sizes, "--requests", "300", "--elasticity", "1", "--format", "table");
        Assert.That(flat.Output, Does.Contain("no price leaves most"));
        Infersim.Result unsaid = Infersim.Run(_folder, "economics", "demand", s_llama);
        Assert.That((unsaid.ExitCode, unsaid.Output), Is.EqualTo((2, "")));
        Assert.That(unsaid.Error, Does.Contain("--elasticity"));
    }

    [Test]
    public void AnEdgeDeviceIsPaidForAtTheCatalogsPriceWhereNobodyGivesOne()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", Path.Combine(Infersim.Root, "workloads", "questions", "06-layers.json")).Output);
        int capital = Array.IndexOf([.. rows.All("line")], "edge, Mac bought for it: of the cost: capital");
        Assert.That(rows.Number(capital, "simulated"), Is.EqualTo(3499 / (3 * 365.0)).Within(1e-6).Percent);
        Assert.That(rows.Text(capital, "source"), Does.Contain("catalog").And.Contain("apple-m4-max"));
        int power = Array.IndexOf([.. rows.All("line")], "edge, Mac bought for it: of the cost: electricity, serving");
        Assert.That(rows.Text(power, "source"), Does.Contain("thermal design power of 110 W"));
        Infersim.Result unknown = Infersim.Run(_folder, "economics", Scenario("""{ "model": "llama-3.1-8b", "gpu": "trainium3", "rate": 1, "economics": { "ownership": { "life_years": 4 } } }"""));
        Assert.That((unknown.ExitCode, unknown.Output), Is.EqualTo((2, "")));
        Assert.That(unknown.Error, Does.Contain("no purchase price of trainium3").And.Contain("capex_usd_per_gpu"));
    }

    private string Scenario(string json)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        return path;
    }

    [Test]
    public void TheErrorBandIsInTheAccount()
    {
        // A full node: so much more time for a token is so many fewer tokens in the same paid hours.
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", Path.Combine(Infersim.Root, "workloads", "questions", "03-model-size.json")).Output);
        int Row(string line) => Enumerable.Range(0, rows.Count).First(i => rows.Text(i, "line") == line);
        double spread = rows.Number(Row("all billed tokens"), "simulated_high") / rows.Number(Row("all billed tokens"), "simulated");
        double revenue = rows.Number(Row("revenue"), "simulated"), cost = rows.Number(Row("cost"), "simulated");

        Assert.That(spread, Is.GreaterThan(1.05));
        Assert.That(rows.Number(Row("profit"), "simulated_low"), Is.EqualTo((revenue / spread) - cost).Within(1e-6));
        Assert.That(rows.Number(Row("profit"), "simulated_high"), Is.EqualTo((revenue * spread) - cost).Within(1e-6));
        Assert.That(rows.Number(Row("gross margin"), "simulated_low"), Is.EqualTo(100 * (1 - (cost * spread / revenue))).Within(1e-6));
        Assert.That(rows.Text(Row("cost"), "simulated_low"), Is.Empty, "the rent does not hang on the prediction");
    }

    [Test]
    public void TenantsOfAMixMakeTheAccount()
    {
        string mix = Path.Combine(Infersim.Root, "workloads", "scenarios", "tenant-mix.json");
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", mix).Output);
        double Line(string line) => rows.Number(Enumerable.Range(0, rows.Count).First(i => rows.Text(i, "line") == line), "simulated");
        string[] names = ["app", "editor", "reports"];
        Assert.That(names.Sum(n => Line($"{n}: cost")), Is.EqualTo(Line("cost")).Within(0.005), "whole cents");
        Assert.That(names.Sum(n => Line($"{n}: revenue")), Is.EqualTo(Line("revenue")).Within(1e-9).Percent);
        Assert.That(Line("app: profit") / Line("app: revenue") * 100, Is.EqualTo(Line("app: gross margin")).Within(1e-9));
    }

    [Test]
    public void AMixIsTurnedAsAWhole()
    {
        string mix = Path.Combine(Infersim.Root, "workloads", "scenarios", "tenant-mix.json");
        Infersim.Result told = Infersim.Run(_folder, "economics", "map", mix, "--requests", "300", "--out", "map.csv", "--plot", "map.svg", "--format", "table");
        Rows map = Rows.Of(File.ReadAllText(Path.Combine(_folder, "map.csv")));
        Assert.That(told.Output, Does.Contain("requests per second of all tenants, in their shares").And.Contain("price_factor multiplies every price of all 3 price lists"));
        for (int row = 1; row < map.Count; row++)
        {
            Assert.That((1 - map.Number(row, "gross_margin_fraction")) * map.Number(row, "price_factor"), Is.EqualTo((1 - map.Number(row - (row % 9), "gross_margin_fraction")) * 0.1).Within(1e-6).Percent);
        }

        Rows rate = Rows.Of(Infersim.Run(_folder, "economics", "breakeven", mix, "--over", "rate", "--requests", "300").Output);
        int root = rate.All("kind").ToList().IndexOf("root");
        Assert.That(rate.Number(root, "gross_margin_fraction"), Is.Zero.Within(0.002));
        Assert.That(rate.Text(root, "unit"), Is.EqualTo("requests per second of all tenants, in their shares"));

        Rows demand = Rows.Of(Infersim.Run(_folder, "economics", "demand", mix, "--requests", "300", "--elasticity", "2").Output);
        Assert.That(demand.Number(1, "wanted_mtok_per_day"), Is.EqualTo(demand.Number(0, "wanted_mtok_per_day") * Math.Pow(demand.Number(1, "price_factor"), -2)).Within(1e-6).Percent);
    }

    [Test]
    public void WhatWasNotServedStandsBesideTheAccount()
    {
        string impatient = Path.Combine(Infersim.Root, "workloads", "scenarios", "impatient.json");
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", impatient, "--input-price", "0.5", "--output-price", "2").Output);
        double Line(string line) => rows.Number(Enumerable.Range(0, rows.Count).First(i => rows.Text(i, "section") == "not served" && rows.Text(i, "line") == line), "simulated");
        Assert.That(
            Line("revenue lost on them, not in the profit"),
            Is.EqualTo((Line("input tokens of them") * 0.5) + (Line("output tokens of them") * 2)).Within(1e-6).Percent);
    }

    [Test]
    public void TheSimulatedColumnIsTheRunsOwn()
    {
        Rows account = Rows.Of(Infersim.Run(_folder, "economics", s_llama).Output);
        Rows run = Rows.Of(Infersim.Run(_folder, "run", s_llama).Output);
        double Line(string line, string unit) => account.Number(
            Enumerable.Range(0, account.Count).First(i => account.Text(i, "line") == line && account.Text(i, "unit") == unit), "simulated");

        Assert.That(Line("profit", "USD/day"), Is.EqualTo(run.Number(0, "profit_usd_per_day")).Within(1e-9).Percent);
        Assert.That(Line("revenue", "USD/day"), Is.EqualTo(run.Number(0, "revenue_usd_per_day")).Within(1e-9).Percent);
        Assert.That(Line("output tokens", "tokens/s"), Is.EqualTo(run.Number(0, "output_tokens_per_second")).Within(1e-9).Percent);
        Assert.That(run.Number(0, "break_even_price_usd_per_mtok"), Is.EqualTo(run.Number(0, "total_cost_usd_per_mtok")).Within(1e-9).Percent);
    }

    [Test]
    public void WithoutACostThereIsNoAccount()
    {
        Infersim.Result result = Infersim.Run(_folder, "economics", "--model", "llama-3.1-8b", "--gpu", "tpu-v7x", "--rate", "1", "--requests", "10");

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("tpu-v7x costs").And.Contain("--price"));
    }

    [TestCase("breakeven", "--over", "price")]
    [TestCase("breakeven", "--over", "rate")]
    [TestCase("payback", "--training-usd", "100000")]
    [TestCase("sensitivity", "--change", "0.1")]
    [TestCase("map", "--seed", "2")]
    public void AnswersAsRowsAndAsAPicture(string question, string flag, string value)
    {
        string picture = $"{question}-{value}.svg";
        Infersim.Result result = Infersim.Run(_folder, "economics", question, s_llama, "--requests", "200", flag, value, "--plot", picture);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(Rows.Of(result.Output).Count, Is.GreaterThan(0));
        Assert.That(File.ReadAllText(Path.Combine(_folder, picture)), Does.Contain("<svg").And.Not.Contain("NaN"));
    }

    [Test]
    public void GenerationsAreTwoCurvesAndTheirMix()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "economics", "generations", Path.Combine(Infersim.Root, "workloads", "questions", "15-negative-margin.json"), "--requests", "70", "--newest-share", "1", "--plot", "two.svg");
        Rows rows = Rows.Of(result.Output);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(rows.All("curve"), Is.EqualTo(Enumerable.Repeat((string[])["as good as the first", "newest", "both, as asked for"], 4).SelectMany(c => c)));
        for (int date = 0; date < 4; date++)
        {
            Assert.That(rows.Number((3 * date) + 2, "cost_usd_per_mtok"), Is.EqualTo(rows.Number((3 * date) + 1, "cost_usd_per_mtok")).Within(1e-9).Percent, "all ask for the newest");
        }

        Assert.That(File.ReadAllText(Path.Combine(_folder, "two.svg")), Does.Contain("<svg").And.Not.Contain("NaN"));
    }

    [Test]
    public void TheFrontierNamesWhatIsOnIt()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "economics", "frontier", "--model", "llama-3.1-8b", "--gpu", "l40s,h100-sxm,tpu-v7x", "--batch", "1,16", "--plot", "frontier.png");
        Rows rows = Rows.Of(result.Output);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(rows.Count, Is.EqualTo(6));
        Assert.That(rows.All("on_frontier"), Does.Contain("yes").And.Contain("no"));
        Assert.That(Enumerable.Range(0, 6).Where(r => rows.Text(r, "gpu") == "tpu-v7x").Select(r => rows.Text(r, "output_cost_usd_per_mtok")), Has.All.Empty, "a price nobody gave");
        Assert.That(result.Error, Does.Contain("no price is known for tpu-v7x"));
    }

    [Test]
    public void EverySystemOfTheDebateCanBeCompared()
    {
        const string Systems = "h100-sxm,h200-sxm,h20,h800,b200-sxm,b300-sxm,gb200-nvl72,gb300-nvl72,mi300x,mi325x,mi355x,gaudi2,gaudi3,tpu-v5e,tpu-v5p,tpu-v6e,tpu-v7x,"
            + "trainium1,trainium2,trainium3,inferentia2,phone-pixel6,phone-flagship-2025,jetson-agx-orin-64,jetson-thor-t5000,dgx-spark-gb10,apple-m4-max,apple-m3-ultra";
        Infersim.Result result = Infersim.Run(
            _folder, "compare", "--model", "llama-3.2-3b", "--precision", "int4", "--gpu", Systems, "--batch", "1,8", "--requests", "20");
        Rows rows = Rows.Of(result.Output);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(rows.All("gpu"), Is.EquivalentTo(Systems.Split(',')));
        Assert.That(rows.All("status"), Has.All.AnyOf("ok", "misses_slo"));
        Assert.That(rows.All("hardware_evidence"), Has.All.AnyOf("measured", "transferred", "datasheet"));
        for (int row = 0; row < rows.Count; row++)
        {
            // A price that nobody gave is missing in the row and named once.
            bool named = result.Error.Contains(rows.Text(row, "gpu"), StringComparison.Ordinal);
            Assert.That(rows.Text(row, "output_cost_usd_per_mtok").Length == 0, Is.EqualTo(named), rows.Text(row, "gpu"));
        }
    }

    [Test]
    public void EveryWayToAskWrongIsToldSo()
    {
        foreach (string[] arguments in (string[][])
        [
            ["economics", "breakeven", s_llama, "--over", "prize"],
            ["economics", "rentbuy", s_llama],
            ["economics", "sensitivity", s_llama, "--change", "2"],
            ["economics", "demand", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--rate", "1", "--elasticity", "1.5"],
            ["economics", Scenario("""{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "rate": 1, "requests": 10, "economics": { "alternatives": [ { "name": "other", "with": { "model": "llama-3.1-8" } } ] } }""")],
            ["economics", "breakeven", Scenario("""{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "rate": 1, "requests": 10, "economics": { "gpu_hours": { "usd_per_gpu_hour": 4, "rented_share": 0.7 } } }""")],
            ["economics", "rentbuy", Scenario("""
                { "model": "llama-3.1-8b", "rate": 1, "requests": 10,
                  "groups": [ { "name": "old", "replicas": 1, "gpu": "a100-80-sxm" }, { "name": "new", "replicas": 1, "gpu": "h100-sxm" } ],
                  "economics": { "rent_or_buy": { "ownership": { "capex_usd_per_gpu": 20000, "life_years": 4 } } } }
                """)],
            ["economics", "curves", Path.Combine(Infersim.Root, "workloads", "scenarios", "two-generations.json")],
            ["economics", "map", Scenario("""{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "input_price": 1, "output_price": 1, "tenants": [ { "name": "a", "rate": 1 }, { "name": "b", "concurrency": 2, "requests": 10 } ] }""")],
            ["economics", "breakeven", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--rate", "1", "--over", "rate"],
        ])
        {
            Infersim.Result result = Infersim.Run(_folder, arguments);
            Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), string.Join(' ', arguments));
            Assert.That(result.Error, Does.Not.Contain("   at "));
        }
    }

    [TestCase("gpt-4", "--prices-from openai/gpt-4")]
    [TestCase("openai/gpt-4o", "--prices-from openai/gpt-4o")]
    [TestCase("gemini-2.5-pro", "--prices-from google/gemini-2.5-pro")]
    [TestCase("gpt-4-turbos", "'gpt-4-turbo'")]
    public void AClosedModelHasAPriceAndCannotBeSimulated(string model, string hint)
    {
        Infersim.Result result = Infersim.Run(_folder, "compare", "--model", model, "--gpu", "h100-sxm");
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.Error);
        Assert.That(result.Error, Does.Contain("are not published").And.Contain(hint));
        Assert.That(Infersim.Run(_folder, "list", "prices", "openai/gpt-4").ExitCode, Is.Zero);
    }

    [Test]
    public void ListsPricesWithDateAndSource()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "list", "prices", "lambda/h100-sxm").Output);

        Assert.That(rows.All("date"), Does.Contain("2024-07"));
        Assert.That(rows.All("source"), Has.All.Not.Empty);
        Infersim.Result wrong = Infersim.Run(_folder, "list", "prices", "no-such-thing");
        Assert.That((wrong.ExitCode, wrong.Output), Is.EqualTo((2, "")));
    }
}
