using System.Text;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Answers;

/// <summary>Two curves over time: what stays as good, and what users ask for instead.</summary>
public class GenerationsAnswerTests
{
    [Test]
    public void BothCurvesAreSimulatedAndTheirMixIsByRequests()
    {
        // A step takes as long at any batch: four places serve an answer at a quarter of the cost. The newest answers with twice the tokens.
        GenerationsAnswer answer = Answer("""
            "newest_share": 0.75, "dates": [
              { "date": "2023-01", "newest": { "name": "first", "with": { "batch": 1 } } },
              { "date": "2025-01", "newest": { "name": "second", "with": { "batch": 1, "output_tokens": 10 } }, "as_good": { "name": "small", "with": { "batch": 4 } } } ]
            """);
        Generation last = answer.Dates[1];
        double Cost(GenerationModel m) => m.Run.Report!.Duration.Seconds / 3_600 / m.Run.Report.Completed;

        Assert.That(last.Newest.UsdPerRequest, Is.EqualTo(Cost(last.Newest)).Within(1e-9).Percent, "1 USD an hour");
        Assert.That(last.AsGood.UsdPerMtok, Is.EqualTo(answer.Dates[0].AsGood.UsdPerMtok / 4).Within(3).Percent);
        Assert.That(answer.AsGoodFactorPerYear, Is.EqualTo(0.5).Within(2).Percent, "a quarter in two years");
        Assert.That(last.Newest.EarnedPerRequest, Is.EqualTo((20 + 10) / 1e6).Within(1e-9).Percent);
        Assert.That(last.UsdPerMtok, Is.EqualTo(((0.75 * Cost(last.Newest)) + (0.25 * Cost(last.AsGood))) / ((0.75 * 30) + (0.25 * 25)) * 1e6).Within(1e-9).Percent);
        Assert.That(last.Margin, Is.EqualTo(1 - (((0.75 * Cost(last.Newest)) + (0.25 * Cost(last.AsGood))) / (((0.75 * 30) + (0.25 * 25)) / 1e6))).Within(1e-9));
        Assert.That(answer.Dates[0].AsGood.Name, Is.EqualTo("first"));
    }

    [Test]
    public void AtTheShareThatBreaksEvenTheProfitIsZero()
    {
        static string Dates(double share) => FormattableString.Invariant($$"""
            "newest_share": {{share}}, "dates": [
              { "date": "2023", "newest": { "name": "first", "with": { "batch": 4 }, "economics": { "prices": { "input_usd_per_mtok": 20, "output_usd_per_mtok": 20 } } } },
              { "date": "2024", "newest": { "name": "second", "with": { "batch": 1, "output_tokens": 30 }, "economics": { "prices": { "input_usd_per_mtok": 0.1, "output_usd_per_mtok": 0.1 } } },
                "as_good": { "name": "small", "with": { "batch": 8 }, "economics": { "prices": { "input_usd_per_mtok": 0.1, "output_usd_per_mtok": 0.1 } } } } ]
            """);
        double share = Answer(Dates(0.5)).Dates[1].BreakEvenShare!.Value;
        Assert.That(share, Is.InRange(0.01, 0.99));
        Assert.That(Answer(Dates(share)).Dates[1].Margin, Is.Zero.Within(1e-9));
        Assert.That(Answer(Dates(0.5)).Dates[0].BreakEvenShare, Is.Null, "the first is both, and the share moves nothing");
    }

    [TestCase("""{ "dates": [ { "date": "2023", "newest": { "name": "a" } } ] }""", "at least two")]
    [TestCase("""{ "dates": [ { "date": "2023", "newest": { "name": "a" } }, { "date": "2022", "newest": { "name": "b" }, "as_good": { "name": "c" } } ] }""", "rising")]
    [TestCase("""{ "dates": [ { "date": "2023", "newest": { "name": "a" } }, { "date": "2024", "newest": { "name": "b" } } ] }""", "as good as the newest of 2023")]
    [TestCase("""{ "dates": [ { "date": "2023-13", "newest": { "name": "a" } }, { "date": "2024", "newest": { "name": "b" }, "as_good": { "name": "c" } } ] }""", "'2023-13'")]
    [TestCase("""{ "newest_share": 2, "dates": [ { "date": "2023", "newest": { "name": "a" } }, { "date": "2024", "newest": { "name": "b" }, "as_good": { "name": "c" } } ] }""", "from 0 to 1")]
    public void MistakesAreTold(string generations, string words) =>
        Assert.That(() => Read(generations), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains(words));

    [Test]
    public void WhatCannotBeRunIsToldByName()
    {
        Assert.That(
            () => Answer("""
                "dates": [ { "date": "2023", "newest": { "name": "first" } },
                           { "date": "2024", "newest": { "name": "too slow", "with": { "max_sim_time": 0.001 } }, "as_good": { "name": "small" } } ]
                """),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("too slow: "));
        Assert.That(() => GenerationsAnswer.Of(new ScenarioProbe(A.Resolver()), A.LinearScenario()), Throws.TypeOf<UsageException>().With.Message.Contains("which models follow"));
    }

    private static GenerationsAnswer Answer(string generations) => GenerationsAnswer.Of(
        new ScenarioProbe(A.Resolver()),
        A.LinearScenario() with { Price = 1, InputPrice = 1, OutputPrice = 1, Requests = 400, PrefixCaching = false, Economics = Read($$"""{ {{generations}} }""") });

    private static EconomicsChoice Read(string generations)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""{ "economics": { "generations": {{generations}} } }"""));
        return ScenarioFile.Read(stream, "s.json").Economics!;
    }
}
