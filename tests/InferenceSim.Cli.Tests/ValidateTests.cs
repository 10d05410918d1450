using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim validate</c> gives.</summary>
public class ValidateTests
{
    private const string Measurements = """
        id,source_key,quality,engine,engine_version,model,precision_weights,gpu,num_gpus,tp,mode,concurrency_or_rate,isl,osl,output_tok_s_total,ttft_mean_ms,suspect_reason
        one,here,A,vllm,0.15.1,llama-3-8b,bf16,H100-SXM5-80GB,1,1,closed-loop concurrency,4,512,64,400,30,
        two,here,A,vllm,0.15.1,llama-3-8b,bf16,H100-SXM5-80GB,1,1,offline,inf,512,64,9000,,too good
        three,here,A,vllm,0.15.1,llama-3-8b,bf16,H100-SXM5-80GB,1,1,offline,inf,,64,9000,,

        """;

    private string _folder = "";

    [OneTimeSetUp]
    public void WriteMeasurements()
    {
        _folder = Infersim.NewFolder();
        File.WriteAllText(Path.Combine(_folder, "m.csv"), Measurements.ReplaceLineEndings("\n"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void PrintsScoresAndWritesARowForEveryMeasuredFigure()
    {
        Infersim.Result result = Infersim.Run(_folder, "validate", "m.csv", "--out", "errors.csv");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("Coverage: 100.0%").And.Contain("Ten worst groups").And.Contain("too good"));
        Assert.That(result.Error, Does.Contain("3 measurements in"));
        Rows rows = Rows.Of(File.ReadAllText(Path.Combine(_folder, "errors.csv")));
        string[] keys = [.. Enumerable.Range(0, 4).Select(i => $"{rows.Text(i, "id")} {rows.Text(i, "metric")} {rows.Text(i, "status")}")];
        Assert.That(keys, Is.EqualTo(new[]
        {
            "one output_tok_s_total ok", "one ttft_mean_ms ok", "two output_tok_s_total suspect", "three output_tok_s_total incomplete",
        }));
        Assert.That(rows.Number(0, "error_pct"), Is.EqualTo(((rows.Number(0, "predicted") / 400) - 1) * 100).Within(1e-9));
        Assert.That(rows.Text(3, "predicted"), Is.Empty);
        Assert.That(rows.Text(3, "reason"), Is.EqualTo("not published: isl"));
    }

    [Test]
    public void GivesScoresAsRows()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "validate", "m.csv", "--format", "csv").Output);
        Assert.That(rows.Text(0, "table"), Is.EqualTo("all"));
        Assert.That(rows.Text(0, "metric"), Is.EqualTo("output_tok_s_total"));
        Assert.That(rows.Number(0, "rows"), Is.EqualTo(1), "the doubted row does not count");
    }

    [Test]
    public void DrawsPredictionsAgainstMeasurements()
    {
        Infersim.Result result = Infersim.Run(_folder, "validate", "m.csv", "--plot", "errors.svg");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "errors.svg")), Does.StartWith("<?xml").And.Contain("</svg>"));
        Assert.That(Infersim.Run(_folder, "validate", "m.csv", "--plot", "errors.pdf").ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void TellsWhereAFileIsWrong()
    {
        File.WriteAllText(Path.Combine(_folder, "wrong.csv"), Measurements.Replace("offline,inf,512", "offline,inf,x", StringComparison.Ordinal));
        Infersim.Result result = Infersim.Run(_folder, "validate", "wrong.csv");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Is.EqualTo("infersim: wrong.csv:3:71: value 'x': expected a number above 0, or nothing\n"));
        Assert.That(result.Output, Is.Empty);
    }
}
