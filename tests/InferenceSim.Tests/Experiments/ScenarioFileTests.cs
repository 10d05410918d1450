using System.Text;
using InferenceSim.Experiments;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Scenario files.</summary>
public class ScenarioFileTests
{
    [Test]
    public void ReadsEveryFieldWithCommentsAndTrailingCommas()
    {
        Scenario scenario = Read("""
            {
              // a comment
              "model": "m", "gpu": "g", "tp": 2, "precision": "fp8", "rate": 1.5, "prefix_caching": false,
              "input_tokens": 100, "output_tokens": "50:pm:0.2", "window": "300-900",
              "predictor": { "kind": "linear", "base_ps": 7, },
            }
            """);

        Assert.That(scenario, Is.EqualTo(new Scenario
        {
            Model = "m",
            Gpu = "g",
            Tp = 2,
            Precision = "fp8",
            Rate = 1.5,
            PrefixCaching = false,
            InputTokens = "100",
            OutputTokens = "50:pm:0.2",
            Window = "300-900",
            Predictor = new PredictorChoice { Kind = "linear", BasePs = 7 },
        }));
    }

    [TestCase("{ \"modle\": \"x\" }", "s.json:1:3", "did you mean 'model'")]
    [TestCase("{\n \"batch\": \"8\" }", "s.json:2:11", "whole number")]
    [TestCase("{\n \"batch\": 8.5 }", "s.json:2:11", "whole number from 1")]
    [TestCase("{ \"batch\": null }", "s.json:1:12", "leave it out")]
    [TestCase("{ \"batch\": 1, \"batch\": 2 }", "s.json:1:15", "given twice")]
    [TestCase("{ \"prefix_caching\": \"on\" }", "s.json:1:21", "true or false")]
    [TestCase("{ \"model\": [\"a\"] }", "s.json:1:12", "list")]
    [TestCase("{ \"predictor\": { \"kind\": \"linear\", \"bas_ps\": 1 } }", "s.json:1", "bas_ps")]
    [TestCase("{ \"groups\": {} }", "s.json:1:13", "groups look like")]
    [TestCase("{ \"pools\": \"2p\" }", "s.json:1:12", "as in 1p3d")]
    [TestCase("{ \"groups\": [{ \"role\": \"prefil\" }] }", "s.json:1:24", "prefill")]
    [TestCase("{ \"failures\": { \"mtbf\": 1 } }", "s.json:1", "mtbf_hours")]
    [TestCase("{ \"groups\": [] }", "s.json:1", "no group")]
    [TestCase("{ \"groups\": [{ \"replica\": 2 }] }", "s.json:1:27", "did you mean 'replicas'")]
    [TestCase("{ \"groups\": [{ \"rate\": 2 }] }", "s.json:1:24", "a group has no field 'rate'")]
    [TestCase("{ \"groups\": [{ \"name\": \"a\" },\n { \"name\": \"a\" }] }", "s.json:2", "two groups are called 'a'")]
    [TestCase("{ \"groups\": [{ \"replicas\": 0 }] }", "s.json:1:28", "whole number from 1")]
    [TestCase("{ \"batch\": 1 } x", "s.json:1", "")]
    [TestCase("{", "s.json:1", "")]
    [TestCase("7", "s.json:1:1", "object")]
    public void FaultsHaveAPlace(string json, string place, string told) =>
        Assert.That(() => Read(json), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith(place).And.Message.Contains(told));

    [Test]
    public void EveryPropertyOfAScenarioHasAFieldAndEveryFieldAProperty()
    {
        string[] properties = [.. typeof(Scenario).GetProperties()
            .Where(p => p.SetMethod is not null && !p.GetMethod!.IsStatic && p.Name is not (nameof(Scenario.Predictor) or nameof(Scenario.Economics) or nameof(Scenario.Groups) or nameof(Scenario.Tenants) or nameof(Scenario.Failures) or nameof(Scenario.Autoscale) or nameof(Scenario.Replication)))
            .Select(p => string.Concat(p.Name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : $"{char.ToLowerInvariant(c)}")))];

        Assert.That(ScenarioFields.All.Select(f => f.Name), Is.EquivalentTo(properties));
    }

    private static Scenario Read(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return ScenarioFile.Read(stream, "s.json");
    }
}
