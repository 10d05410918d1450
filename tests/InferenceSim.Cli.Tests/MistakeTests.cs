using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What a user is told who made a mistake, and what the shell gets.</summary>
public class MistakeTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("sweep --model llama-3.1-71b", "llama-3.1-70b")]
    [TestCase("sweep --gpu h100-smx", "h100-sxm")]
    [TestCase("sweep --workload chit", "chat")]
    [TestCase("show gpu h100-smx", "h100-sxm")]
    [TestCase("sweep --batch 0", "from 1 to")]
    [TestCase("sweep --batch 1..x", "ranges look like")]
    [TestCase("sweep --batch 8..1", "ends before it begins")]
    [TestCase("run --memory-utilization 1.5", "to 1 is expected")]
    [TestCase("run --batch 512 --token-budget 256", "--batch 512 is above --token-budget 256")]
    [TestCase("run --rate 5 --concurrency 3", "contradict")]
    [TestCase("run --pp 2 --policy sglang", "--pp 2 goes with --policy vllm, trtllm")]
    [TestCase("run --spec eagle", "eagle:K")]
    [TestCase("run --spec ngram:3", "give --spec-acceptance")]
    [TestCase("run --arrivals poisson", "--rate")]
    [TestCase("run --precision fp9", "fp8")]
    [TestCase("run --max-model-len 999999", "131072")]
    [TestCase("run --input-tokens many", "1024")]
    [TestCase("sweep --plot picture.pdf", ".png or .svg")]
    [TestCase("run --bacth 8", "--batch")]
    [TestCase("compare --model llama-3.1-8b", "list gpus")]
    [TestCase("frobnicate", "frobnicate")]
    [TestCase("swep", "'sweep'")]
    [TestCase("list gpu", "'gpus'")]
    [TestCase("run --input-tokens 0", "from 1 to")]
    [TestCase("run --output-tokens 8:pm:2", "between 0 and 1; expected")]
    [TestCase("workload cache chat --blocks 0", "--blocks 0: a whole number from 1")]
    [TestCase("sweep --format xml", "xml")]
    public void OnTheCommandLineAreExplainedOnStderrWithExitCode2(string line, string told)
    {
        Infersim.Result result = Infersim.Run(_folder, line.Split(' '));

        Assert.That(result.Error, Does.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Output, Is.Empty, "stdout is for rows");
    }

    [TestCase("run --workload mine.csv --out mine.csv", "mine.csv would be written over")]
    [TestCase("sweep --workload mine.csv --batch 1,2 --json ./mine.csv", "./mine.csv would be written over")]
    [TestCase("sweep --batch 1 --requests 5 --out a.csv --json a.csv", "a.csv is named for two outputs")]
    public void DoNotCostAFile(string line, string told)
    {
        const string trace = "arrival_seconds,input_tokens,output_tokens\n0,10,5\n";
        File.WriteAllText(Path.Combine(_folder, "mine.csv"), trace);
        Infersim.Result result = Infersim.Run(_folder, line.Split(' '));

        Assert.That(result.Error, Does.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "mine.csv")), Is.EqualTo(trace));
    }

    [Test]
    public void LeaveNoEmptyFilesBehind()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "run", "--model", "llama-3.1-71b", "--requests-out", "r.csv", "--timeline", "t.csv", "--out", "o.csv", "--json", "j.json");

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(Directory.GetFiles(_folder, "?.*"), Is.Empty);
    }

    [Test]
    public void InATraceRowNameFileLineAndColumn()
    {
        File.WriteAllText(Path.Combine(_folder, "bad.csv"), "input_tokens,output_tokens,arrival_seconds\n10,20,0\n10,x,1\n");
        Infersim.Result result = Infersim.Run(_folder, "run", "--workload", "bad.csv");

        Assert.That(result.Error, Does.Contain("bad.csv:3:4").And.Contain("'x'"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase("{ \"modle\": \"llama-3.1-8b\" }", "typo.json:1:3", "'model'")]
    [TestCase("{\n  \"batch\": \"8\"\n}", "typo.json:2:12", "whole number")]
    [TestCase("{ \"batch\": 8, \"batch\": 9 }", "typo.json:1:15", "twice")]
    [TestCase("{ \"batch\": 0 }", "typo.json:1:12", "from 1 to")]
    [TestCase("{ \"batch\": 8", "typo.json:1", "")]
    [TestCase("[]", "typo.json:1:1", "object")]
    [TestCase("{ \"kv_blocks\": 100,\n \"predictor\": {\"kind\": \"linear\"} }", "typo.json:2", "base_ps 0")]
    [TestCase("{ \"kv_blocks\": 100,\n \"predictor\": {\"kind\": \"linear\", \"base\": 1} }", "typo.json:2", "'base_ps'")]
    [TestCase("{ \"predictor\": {\"kind\": \"liner\"} }", "typo.json:1", "roofline or linear")]
    public void InAScenarioFileNameFileLineAndColumn(string json, string place, string told)
    {
        File.WriteAllText(Path.Combine(_folder, "typo.json"), json);
        Infersim.Result result = Infersim.Run(_folder, "run", "typo.json");

        Assert.That(result.Error, Does.Contain(place).And.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(1));
    }

    [TestCase("run --workload missing.csv", "missing.csv")]
    [TestCase("run --gpu ./missing.json", "missing.json")]
    [TestCase("run missing.json", "missing.json")]
    [TestCase("sweep --batch 1 --requests 5 --out no/such/folder.csv", "no/such/folder.csv")]
    [TestCase("sweep --batch 1 --requests 5 --plot no/such/picture.png", "there is no folder no/such")]
    [TestCase("compare --gpu h100-sxm --json .", "cannot write .: it is a folder")]
    public void InAPathNameIt(string line, string path)
    {
        Infersim.Result result = Infersim.Run(_folder, line.Split(' '));

        Assert.That(result.Error, Does.Contain(path));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Is.Empty);
    }

    [Test]
    public void AModelThatDoesNotFitEndsARunWithTheArithmetic()
    {
        Infersim.Result result = Infersim.Run(_folder, "run", "--model", "llama-3.1-405b", "--gpu", "h100-sxm", "--tp", "1");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("does not fit").And.Contain("weights").And.Contain("would fit"));
        Assert.That(Rows.Of(result.Output).Text(0, "status"), Is.EqualTo("infeasible"));
    }

    [Test]
    public void AModelWhoseOperatorsAreNotBuiltIsUnsupportedByName()
    {
        Infersim.Result result = Infersim.Run(_folder, "sweep", "--model", "deepseek-v3.2,llama-3.1-8b", "--gpu", "h200-sxm", "--batch", "1", "--requests", "5");

        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("status"), Is.EqualTo(["unsupported", "ok"]));
        Assert.That(rows.Text(0, "reason"), Does.Contain("DSA"));
        Assert.That(result.ExitCode, Is.Zero);
    }
}
