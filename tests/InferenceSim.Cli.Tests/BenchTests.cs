using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim bench</c> gives.</summary>
public class BenchTests
{
    [Test]
    public void GivesRatesBesideAYardstick()
    {
        Infersim.Result result = Infersim.Run(Path.GetTempPath(), "bench", "--quick", "--scenario", "s1-10k,s3-512", "--format", "csv");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("scenario"), Is.EqualTo(new[] { "s1-10k", "s3-512" }));
        Assert.That(rows.Number(0, "requests"), Is.EqualTo(10_000));
        Assert.That(rows.Number(0, "tokens"), Is.EqualTo(10_000 * (512 + 128)));
        Assert.That(
            rows.Number(0, "requests_per_second") * rows.Number(0, "seconds"), Is.EqualTo(10_000).Within(2).Percent, "seconds are rounded");
        Assert.That(rows.Number(1, "yardsticks_per_request"), Is.Positive);
        Assert.That(result.Error, Does.Contain("s1-10k: 10,000 requests").And.Contain("generated conversations").And.Contain("of processor time"));
    }

    [Test]
    public void AFleetServesAllItsRequests()
    {
        Infersim.Result result = Infersim.Run(Path.GetTempPath(), "bench", "--quick", "--scenario", "fleet", "--format", "csv");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(Rows.Of(result.Output).Number(0, "requests"), Is.EqualTo(200_000));
        Assert.That(result.Error, Does.Contain("1,000 replicas, least tokens"));
    }

    [Test]
    public void NamesTheScenariosThatThereAre()
    {
        Infersim.Result result = Infersim.Run(Path.GetTempPath(), "bench", "--scenario", "s9");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("--scenario s9").And.Contain("s1"));
    }
}
