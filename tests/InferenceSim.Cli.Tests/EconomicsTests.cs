using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>The account that <c>infersim economics</c> gives.</summary>
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
    public void AnEdgeDeviceIsPaidForAtTheCatalogsPriceWhereNobodyGivesOne()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "economics", Path.Combine(Infersim.Root, "workloads", "questions", "06-layers.json")).Output);
        int capital = Array.IndexOf([.. rows.All("line")], "edge, Mac bought for it: of the cost: capital");
        Assert.That(rows.Number(capital, "simulated"), Is.EqualTo(3499 / (3 * 365.0)).Within(1e-6).Percent);
        Assert.That(rows.Text(capital, "source"), Does.Contain("catalog").And.Contain("apple-m4-max"));
        int power = Array.IndexOf([.. rows.All("line")], "edge, Mac bought for it: of the cost: electricity, serving");
        Assert.That(rows.Text(power, "source"), Does.Contain("thermal design power of 110 W"));
        Infersim.Result unknown = Infersim.Run(_folder, "economics", Infersim.Scenario(_folder, """{ "model": "llama-3.1-8b", "gpu": "trainium3", "rate": 1, "economics": { "ownership": { "life_years": 4 } } }"""));
        Assert.That((unknown.ExitCode, unknown.Output), Is.EqualTo((2, "")));
        Assert.That(unknown.Error, Does.Contain("no purchase price of trainium3").And.Contain("capex_usd_per_gpu"));
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
}
