using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim capacity</c> prints and writes.</summary>
public class CapacityTests
{
    private static readonly string[] s_capacity = ["capacity", "--model", "llama-3.1-8b", "--requests", "300", "--batch", "16"];

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EachCombinationIsARowWithItsHighestRate()
    {
        Infersim.Result result = Infersim.Run(_folder, [.. s_capacity, "--gpu", "l40s,h100-sxm", "--precision", "bf16,fp8", "--out", "c.csv", "--json", "c.json"]);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Is.Empty);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "c.csv")), Is.EqualTo(result.Output));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "c.json")), Does.Contain("\"capacity_requests_per_second\""));
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("gpu"), Is.EqualTo(["l40s", "l40s", "h100-sxm", "h100-sxm"]));
        Assert.That(rows.All("capacity_answer"), Is.All.EqualTo("found"));
        Assert.That(rows.All("status"), Is.All.EqualTo("ok"));
        for (int i = 0; i < rows.Count; i++)
        {
            double rate = rows.Number(i, "capacity_requests_per_second"), fails = rows.Number(i, "fails_at_requests_per_second");
            Assert.That(rows.Number(i, "rate_requests_per_second"), Is.EqualTo(rate), "the figures are those at the answer");
            Assert.That(fails / rate, Is.InRange(1, 1.0101));
            Assert.That(rows.Text(i, "fails_because"), Does.Contain("above the limit").Or.Contain("waiting"));
            Assert.That(rows.Number(i, "capacity_tolerance"), Is.EqualTo(0.01));
            Assert.That(rows.Number(i, "capacity_simulations"), Is.InRange(3, 40));
        }

        Assert.That(rows.Number(3, "capacity_requests_per_second"), Is.GreaterThan(rows.Number(0, "capacity_requests_per_second")));
        Rows again = Rows.Of(Infersim.Run(
            _folder, "sweep", "--model", "llama-3.1-8b", "--requests", "300", "--batch", "16", "--gpu", "l40s", "--precision", "bf16",
            "--slo-ttft-ms", "2000", "--slo-tpot-ms", "50",
            "--rate", $"{rows.Text(0, "capacity_requests_per_second")},{rows.Text(0, "fails_at_requests_per_second")}").Output);
        Assert.That(again.Text(0, "status"), Is.EqualTo("ok"), "a sweep agrees about the rate");
        Assert.That(again.Text(1, "status"), Is.Not.EqualTo("ok"), "and about the one that fails");
    }

    [Test]
    public void WithARateItIsTheFewestAccelerators()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, [.. s_capacity, "--gpu", "l40s", "--rate", "1,8"]).Output);

        Assert.That(rows.All("capacity_answer"), Is.All.EqualTo("found"));
        Assert.That(rows.All("capacity_num_gpus"), Is.EqualTo(rows.All("num_gpus")));
        Assert.That(rows.Number(1, "num_gpus"), Is.GreaterThan(rows.Number(0, "num_gpus")));
        Assert.That(rows.Number(1, "fails_at_num_gpus"), Is.LessThan(rows.Number(1, "num_gpus")));
    }

    [Test]
    public void NoneIsAnAnswerAndNotAnError()
    {
        Infersim.Result result = Infersim.Run(_folder, [.. s_capacity, "--gpu", "l40s", "--slo-tpot-ms", "1"]);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Text(0, "capacity_answer"), Is.EqualTo("none"));
        Assert.That(rows.Text(0, "capacity_requests_per_second"), Is.Empty);
        Assert.That(rows.Text(0, "fails_because"), Does.Contain("one request at a time").And.Contain("1 ms"));
    }

    [TestCase("--tolerance 0", "from 0.0001")]
    [TestCase("--concurrency 5", "rate of requests")]
    [TestCase("--arrivals all-at-once", "rate of requests")]
    public void AMistakeIsExplained(string flags, string told)
    {
        Infersim.Result result = Infersim.Run(_folder, [.. s_capacity, .. flags.Split(' ')]);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(told));
        Assert.That(result.Output, Is.Empty);
    }
}
