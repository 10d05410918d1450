using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Traffic that changes over time, as a user asks for it.</summary>
public class TrafficTests
{
    private const string Server = """
        "predictor": { "kind": "linear", "base_ps": 1000000000, "per_token_ps": 1000000 }, "kv_blocks": 10000, "batch": 64,
        "workload": "fixed-1k-1k", "input_tokens": 20, "output_tokens": 3
        """;

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AProfileInAFileBesideTheScenarioSetsTheRateOfEachHour()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        File.WriteAllText(Path.Combine(_folder, "sub", "day.csv"), "seconds,requests_per_second\n0,1\n3600,3\n7200,0\n");
        File.WriteAllText(Path.Combine(_folder, "sub", "s.json"), $$"""{ {{Server}}, "rate_profile": "day.csv", "arrivals": "constant", "duration": "1d" }""");
        Infersim.Result result = Infersim.Run(_folder, "run", Path.Combine("sub", "s.json"), "--timeline", "t.csv", "--timeline-interval", "3600");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows timeline = Rows.Of(File.ReadAllText(Path.Combine(_folder, "t.csv")));
        Assert.That(timeline.Number(0, "arrived_requests"), Is.EqualTo(3600));
        Assert.That(timeline.Number(1, "arrived_requests"), Is.EqualTo(10_800));
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Number(0, "completed_requests"), Is.EqualTo(14_401), "then nobody comes; the last stands at the very end");
        Assert.That(rows.Text(0, "arrival_duration"), Is.EqualTo("1d"));
    }

    [Test]
    public void RequestsAndDurationEndTheArrivalsWhicheverComesFirst()
    {
        File.WriteAllText(Path.Combine(_folder, "r.json"), $$"""{ {{Server}}, "rate": 10, "arrivals": "constant" }""");
        Rows by = Rows.Of(Infersim.Run(_folder, "sweep", "r.json", "--duration", "1m,5m,1h", "--requests", "2000").Output);
        Assert.That(by.Number(0, "completed_requests"), Is.EqualTo(600));
        Assert.That(by.Number(1, "completed_requests"), Is.EqualTo(2000));
        Assert.That(by.Number(2, "completed_requests"), Is.EqualTo(2000));
    }

    [Test]
    public void DescribeAndGenerateTakeAProfile()
    {
        Infersim.Result generated = Infersim.Run(
            _folder, "workload", "generate", "--workload", "fixed-1k-1k", "--rate", "5", "--rate-profile", "steps:1@0:2@100", "--duration", "200", "--arrivals", "constant", "--out", "g.csv");
        Assert.That(generated.ExitCode, Is.Zero, generated.Error);
        Infersim.Result described = Infersim.Run(_folder, "workload", "describe", "g.csv", "--rate-profile", "steps:0.5@0");
        Assert.That(described.Output, Does.Contain("requests,1500").And.Contain("span_seconds,399.8"));
    }

    [TestCase("--rate-profile diurnl --rate 1", "did you mean 'diurnal'")]
    [TestCase("--rate-profile diurnal", "give --rate")]
    [TestCase("--rate 1 --duration 5x", "expected seconds")]
    [TestCase("--concurrency 4 --duration 1h", "--measure")]
    public void MistakesAreExplained(string flags, string message)
    {
        Infersim.Result result = Infersim.Run(_folder, ["run", .. flags.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(message));
    }
}
