using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim economics</c> answers beyond the account: where it breaks even, what pays best, what changes that.</summary>
public class EconomicsQuestionTests
{
    private static readonly string s_llama = Path.Combine(Infersim.Root, "workloads", "questions", "01-llama-405b.json");

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

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
    public void EveryWayToAskWrongIsToldSo()
    {
        foreach (string[] arguments in (string[][])
        [
            ["economics", "breakeven", s_llama, "--over", "prize"],
            ["economics", "rentbuy", s_llama],
            ["economics", "sensitivity", s_llama, "--change", "2"],
            ["economics", "demand", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--rate", "1", "--elasticity", "1.5"],
            ["economics", Infersim.Scenario(_folder, """{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "rate": 1, "requests": 10, "economics": { "alternatives": [ { "name": "other", "with": { "model": "llama-3.1-8" } } ] } }""")],
            ["economics", "breakeven", Infersim.Scenario(_folder, """{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "rate": 1, "requests": 10, "economics": { "gpu_hours": { "usd_per_gpu_hour": 4, "rented_share": 0.7 } } }""")],
            ["economics", "rentbuy", Infersim.Scenario(_folder, """
                { "model": "llama-3.1-8b", "rate": 1, "requests": 10,
                  "groups": [ { "name": "old", "replicas": 1, "gpu": "a100-80-sxm" }, { "name": "new", "replicas": 1, "gpu": "h100-sxm" } ],
                  "economics": { "rent_or_buy": { "ownership": { "capex_usd_per_gpu": 20000, "life_years": 4 } } } }
                """)],
            ["economics", "curves", Path.Combine(Infersim.Root, "workloads", "scenarios", "two-generations.json")],
            ["economics", "map", Infersim.Scenario(_folder, """{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "input_price": 1, "output_price": 1, "tenants": [ { "name": "a", "rate": 1 }, { "name": "b", "concurrency": 2, "requests": 10 } ] }""")],
            ["economics", "breakeven", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--rate", "1", "--over", "rate"],
        ])
        {
            Infersim.Result result = Infersim.Run(_folder, arguments);
            Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), string.Join(' ', arguments));
            Assert.That(result.Error, Does.Not.Contain("   at "));
        }
    }
}
