using InferenceSim.Experiments;
using InferenceSim.Results;
using NUnit.Framework;

namespace InferenceSim.Tests.Results;

/// <summary>Which columns tell rows apart.</summary>
[TestFixture]
public sealed class VaryingInputsTests
{
    [TestCaseSource(nameof(Fields))]
    public void WhatIsAskedDifferentlyHasAColumn(string name)
    {
        ScenarioField field = ScenarioFields.Find(name);
        Scenario asked = Some(field);
        ResultColumn[] columns = [.. VaryingInputs.Of([Row(new Scenario()), Row(asked), Row(asked)])];
        Assert.That(columns, Has.Length.EqualTo(1), name);
        Assert.That(VaryingInputs.Of([Row(asked), Row(asked)]), Is.Empty);
    }

    [Test]
    public void InputsComeInTheOrderOfTheFileAndThoseWithoutAColumnLast()
    {
        Scenario asked = new() { EngineMode = "step", Dp = 2, Gpu = "l4", Pp = 2 };
        ResultColumn[] columns = [.. VaryingInputs.Of([Row(new Scenario()), Row(asked)])];
        Assert.That(columns.Select(c => c.Name), Is.EqualTo(["gpu", "pp", "dp", "engine_mode"]));
        Assert.That(columns[^1].Value(Row(asked)), Is.EqualTo("step"));
    }

    private static IEnumerable<string> Fields() => ScenarioFields.All.Select(f => f.Name);

    // A value of the field, whatever kind it is.
    private static Scenario Some(ScenarioField field)
    {
        string[] values =
        [
            "1", "2", "on", "least-tokens", "1p1d", "host:1GiB", "fp8", "static", "swap", "priority", "ngram:2", "spot", "always", "step", "poisson", "sglang", "diurnal", "async", "pull", "fair",
        ];
        foreach (string value in values)
        {
            try
            {
                return field.Apply(new Scenario(), value);
            }
            catch (Exception exception) when (exception is UsageException or InferenceSim.Simulation.InvalidConfigurationException)
            {
                continue;
            }
        }

        throw new InvalidOperationException($"no value of {field.Name} is among those tried");
    }

    private static PointResult Row(Scenario scenario) => new() { Inputs = new PointInputs { Scenario = scenario }, Status = PointStatus.Ok };
}
