using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What systems and closed models cost, as it is listed and compared.</summary>
public class PriceTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EverySystemOfTheDebateCanBeCompared()
    {
        const string Systems = "h100-sxm,h200-sxm,h20,h800,b200-sxm,b300-sxm,gb200-nvl72,gb300-nvl72,mi300x,mi325x,mi355x,gaudi2,gaudi3,tpu-v5e,tpu-v5p,tpu-v6e,tpu-v7x,"
            + "trainium1,trainium2,trainium3,inferentia2,phone-pixel6,phone-flagship-2025,jetson-agx-orin-64,jetson-thor-t5000,dgx-spark-gb10,apple-m4-max,apple-m3-ultra";
        Infersim.Result result = Infersim.Run(
            _folder, "compare", "--model", "llama-3.2-3b", "--precision", "int4", "--gpu", Systems, "--batch", "1,8", "--requests", "20");
        Rows rows = Rows.Of(result.Output);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(rows.All("gpu"), Is.EquivalentTo(Systems.Split(',')));
        Assert.That(rows.All("status"), Has.All.AnyOf("ok", "misses_slo"));
        Assert.That(rows.All("hardware_evidence"), Has.All.AnyOf("measured", "transferred", "datasheet"));
        for (int row = 0; row < rows.Count; row++)
        {
            // A price that nobody gave is missing in the row and named once.
            bool named = result.Error.Contains(rows.Text(row, "gpu"), StringComparison.Ordinal);
            Assert.That(rows.Text(row, "output_cost_usd_per_mtok").Length == 0, Is.EqualTo(named), rows.Text(row, "gpu"));
        }
    }

    [TestCase("gpt-4", "--prices-from openai/gpt-4")]
    [TestCase("openai/gpt-4o", "--prices-from openai/gpt-4o")]
    [TestCase("gemini-2.5-pro", "--prices-from google/gemini-2.5-pro")]
    [TestCase("gpt-4-turbos", "'gpt-4-turbo'")]
    public void AClosedModelHasAPriceAndCannotBeSimulated(string model, string hint)
    {
        Infersim.Result result = Infersim.Run(_folder, "compare", "--model", model, "--gpu", "h100-sxm");
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.Error);
        Assert.That(result.Error, Does.Contain("are not published").And.Contain(hint));
        Assert.That(Infersim.Run(_folder, "list", "prices", "openai/gpt-4").ExitCode, Is.Zero);
    }

    [Test]
    public void ListsPricesWithDateAndSource()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "list", "prices", "lambda/h100-sxm").Output);

        Assert.That(rows.All("date"), Does.Contain("2024-07"));
        Assert.That(rows.All("source"), Has.All.Not.Empty);
        Infersim.Result wrong = Infersim.Run(_folder, "list", "prices", "no-such-thing");
        Assert.That((wrong.ExitCode, wrong.Output), Is.EqualTo((2, "")));
    }
}
