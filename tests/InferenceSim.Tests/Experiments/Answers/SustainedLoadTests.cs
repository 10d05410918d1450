using System.Text;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Serving;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Answers;

/// <summary>Traffic turned as one rate: of one workload, of tenants in their shares, of sessions whose users think.</summary>
public class SustainedLoadTests
{
    // Requests of a tenant bring 25 x 100 and 29 x 40 USD a million tokens.
    private static readonly Scenario s_mix = A.LinearScenario() with
    {
        Price = 300,
        PrefixCaching = false,
        Batch = 4,
        Requests = 2_000,
        Tenants = [new() { Name = "a", Rate = 6, PriceClass = "gold" }, new() { Name = "b", Rate = 2, OutputTokens = "9", PriceClass = "base" }],
        Economics = Economics("""{ "gold": { "input_usd_per_mtok": 100, "output_usd_per_mtok": 100 }, "base": { "input_usd_per_mtok": 40, "output_usd_per_mtok": 40 } }"""),
    };

    private static ScenarioProbe Probe => new(A.Resolver());

    [Test]
    public void TheRateOfAMixTurnsAllTenantsInTheirShares()
    {
        SustainedLoad load = SustainedLoad.Of(Probe, s_mix);
        Assert.That(load.At(4).Tenants!.Select(t => t.Rate!.Value), Is.EqualTo((double[])[3, 1]).Within(1e-12));
        Scenario shared = s_mix with { Rate = 8, Tenants = [.. s_mix.Tenants!.Select(t => t with { Share = t.Rate, Rate = null })] };
        Assert.That(SustainedLoad.Of(Probe, shared).At(4).Rate, Is.EqualTo(4));

        // A step lasts a millisecond: a request of five tokens takes five steps, one of nine nine; four places, six of eight are short.
        Assert.That(load.RequestsPerSecond, Is.EqualTo(4_000 / ((0.75 * 5) + (0.25 * 9))).Within(2).Percent);
        TenantReport[] full = [.. load.Full.Report!.Tenants];
        Assert.That(full[0].Completed / (double)full[1].Completed, Is.EqualTo(3).Within(8).Percent, "2,000 requests in their shares");
    }

    [Test]
    public void AMixBreaksEvenAtCostOverTheMeanRevenueOfARequest()
    {
        double meanUsd = ((0.75 * 25 * 100) + (0.25 * 29 * 40)) / 1e6;
        BreakEvenAnswer answer = new BreakEvenSearch(Probe, s_mix).Find(BreakEvenKnob.Rate);
        BreakEvenRoot root = answer.Roots.Single();
        Assert.That(root.Margin, Is.Zero.Within(0.002));
        Assert.That(root.Value, Is.EqualTo(300 / 3_600.0 / meanUsd).Within(6).Percent);
        Assert.That(answer.Sentences().First(), Does.Contain("requests per second of all tenants, in their shares"));
    }

    [Test]
    public void TheMapMultipliesEveryListByOneFactor()
    {
        MarginMap map = MarginMap.Of(Probe, s_mix);
        foreach (MarginMapRow row in map.Rows)
        {
            double unprofitable = 1 - row.Margins[map.Factors.ToList().IndexOf(1)]!.Value;
            Assert.That(row.RequestsPerSecond, Is.EqualTo(row.Load * map.Load.RequestsPerSecond).Within(1e-9));
            Assert.That(row.Margins.Zip(map.Factors, (m, f) => (1 - m!.Value) * f), Has.All.EqualTo(unprofitable).Within(1e-6), "nothing but token prices is sold");
        }

        Assert.That(map.Sentences().Last(), Does.Contain("all 2 price lists"));
    }

    [Test]
    public void WhatCannotBeTurnedIsNamed()
    {
        Scenario closed = s_mix with { Tenants = [s_mix.Tenants![0], s_mix.Tenants[1] with { Rate = null, Concurrency = 2, Requests = 50 }] };
        Assert.That(() => SustainedLoad.Of(Probe, closed), Throws.TypeOf<UsageException>().With.Message.Contains("tenant 'b' has no 'rate'"));

        ScenarioProbe probe = new(A.Resolver(("s.json", Sessions(1))));
        Scenario sessions = s_mix with { Tenants = [s_mix.Tenants[0], s_mix.Tenants[1] with { Workload = "s.json", OutputTokens = null }] };
        Assert.That(() => SustainedLoad.Of(probe, sessions), Throws.TypeOf<UsageException>().With.Message.Contains("tenant 'b' has sessions"));
    }

    [TestCase(0.01)]
    [TestCase(10)]
    public void UsersWhoThinkTakeNoPlaces(double thinkSeconds)
    {
        // Two turns of five output tokens: five steps of a millisecond, four places, so 800 requests a second however long a user thinks.
        Scenario scenario = A.LinearScenario() with { Price = 1, InputPrice = 1, OutputPrice = 1, KvBlocks = 100_000, Batch = 4, Workload = "s.json", InputTokens = null, OutputTokens = null };
        SustainedLoad load = SustainedLoad.Of(new(A.Resolver(("s.json", Sessions(thinkSeconds)))), scenario);
        Assert.That(load.RequestsPerSecond, Is.EqualTo(800).Within(4).Percent);

        PointResult half = new ScenarioProbe(A.Resolver(("s.json", Sessions(thinkSeconds)))).Run(load.At(400));
        Assert.That(load.At(400).Rate, Is.EqualTo(200), "sessions of two requests each");
        Assert.That(half.Report!.RequestsPerSecond, Is.EqualTo(400).Within(8).Percent);
        Assert.That(half.Report.BusyFraction, Is.GreaterThan(0.8), "nobody waits for the last who think");
    }

    private static string Sessions(double thinkSeconds) => FormattableString.Invariant($$"""
        {
          "description": "two turns", "source": "made up",
          "prompt_tokens": { "kind": "fixed", "tokens": 20 }, "output_tokens": { "kind": "fixed", "tokens": 5 },
          "sessions": {
            "turns": { "kind": "fixed", "tokens": 2 }, "new_tokens": { "kind": "fixed", "tokens": 4 },
            "think_time": { "kind": "fixed", "seconds": {{thinkSeconds}} }
          }
        }
        """);

    private static EconomicsChoice Economics(string classes)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "economics": { "price_classes": {{classes}} } }"""));
        return ScenarioFile.Read(stream, "s.json").Economics!;
    }
}
