using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Results;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Money of groups that differ in hardware and price.</summary>
public class FleetMoneyTests
{
    [Test]
    public void EachGroupPaysItsOwnHoursAndTogetherTheySell()
    {
        const string Text = """
            {
              "model": "llama-3.1-8b", "workload": "chat", "rate": 6, "requests": 200, "input_price": 0.2, "output_price": 0.4,
              "groups": [ { "name": "new", "replicas": 1, "gpu": "h100-sxm", "price": 4 }, { "name": "old", "replicas": 2, "gpu": "l40s", "price": 1 } ]
            }
            """;
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Text));
        PointResult row = ScenarioRunner.Run(A.Resolver().Plan(ScenarioFile.Read(stream, "s.json")));
        double Column(string name) => (double)ResultColumns.All.Single(c => c.Name == name).Value(row)!;

        Assert.That(Column("cost_usd_per_day"), Is.EqualTo(24 * (4 + 1 + 1)).Within(1e-9));
        Assert.That(row.Economics!.Account.Costs.Select(c => c.Name), Is.EquivalentTo(new[] { "new: rent, on demand", "old: rent, on demand" }));
        Assert.That(Column("price_usd_per_gpu_hour"), Is.EqualTo(2).Within(1e-9), "the mean over three accelerators");
        double perDay = 86_400 / row.Report!.Duration.Seconds;
        Assert.That(Column("revenue_usd_per_day"), Is.EqualTo(((row.Report.PromptTokens * 0.2) + (row.Report.OutputTokens * 0.4)) / 1e6 * perDay).Within(1e-9).Percent);
        double input = (double)row.Economics.Attribution!.InputUsdPerMtok!;
        Assert.That(input, Is.EqualTo(Column("input_cost_usd_per_mtok")).Within(1e-6).Percent, "two ways to the same figure");
    }

    [Test]
    public void WhatGroupsBuyIsPaidAtTheBeginning()
    {
        // Three at 30,000 USD; what is left of them after one of five years is four fifths.
        const string Text = """
            {
              "model": "llama-3.1-8b", "workload": "chat", "requests": 200, "input_price": 2, "output_price": 4, "batch": 16,
              "groups": [ { "name": "new", "replicas": 1, "gpu": "h100-sxm" }, { "name": "old", "replicas": 2, "gpu": "l40s" } ],
              "economics": { "ownership": { "capex_usd_per_gpu": 30000, "life_years": 5, "operations_usd_per_gpu_hour": 0.1 } }
            }
            """;
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Text));
        RunEconomics day = ScenarioRunner.Run(A.Resolver().Plan(ScenarioFile.Read(stream, "s.json"))).Economics!;
        InferenceSim.Experiments.Answers.PaybackAnswer answer = InferenceSim.Experiments.Answers.PaybackAnswer.Of(day, new() { Years = 1, PriceFactorPerYear = 1 });

        Assert.That(answer.OutlayUsd, Is.EqualTo(90_000).Within(1e-6));
        Assert.That(answer.Months[^1].HardwareBookUsd, Is.EqualTo(72_000).Within(1e-6));
        Assert.That(answer.Months[0].CashCostUsd, Is.EqualTo(3 * 0.1 * 730).Within(1e-6), "capital is not paid twice");
    }

    [Test]
    public void AtTheEndsOfTheErrorBandServingElectricityGrowsWithTheTokens()
    {
        const string Text = """
            {
              "model": "llama-3.1-8b", "workload": "chat", "requests": 200, "input_price": 0.2, "output_price": 0.4, "batch": 16,
              "groups": [ { "name": "new", "replicas": 1, "gpu": "h100-sxm" }, { "name": "old", "replicas": 2, "gpu": "l40s" } ],
              "economics": { "ownership": { "capex_usd_per_gpu": 30000, "life_years": 5, "electricity_usd_per_kwh": 0.1, "pue": 1.3 } }
            }
            """;
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Text));
        RunEconomics day = ScenarioRunner.Run(A.Resolver().Plan(ScenarioFile.Read(stream, "s.json"))).Economics!;
        decimal Of(RunEconomics e, string part) => e.Account.Costs.Where(c => c.Name.EndsWith(part, StringComparison.Ordinal)).Sum(c => c.UsdPerDay);

        Assert.That(Of(day, "electricity, serving"), Is.Positive);
        Assert.That(Of(day.Slower(2), "electricity, serving"), Is.EqualTo(Of(day, "electricity, serving") / 2).Within(1e-15m));
        Assert.That(Of(day.Slower(2), "electricity, idle"), Is.EqualTo(Of(day, "electricity, idle")));
        Assert.That(day.Slower(2).Account.MarginalUsdPerMtok!.Value, Is.EqualTo(day.Account.MarginalUsdPerMtok!.Value).Within(1e-15m), "what a token causes stays");
    }
}
