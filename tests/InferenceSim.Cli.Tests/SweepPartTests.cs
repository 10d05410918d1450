using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>A sweep in parts, put together and gone on with.</summary>
public class SweepPartTests
{
    private static readonly string[] s_sweep = ["sweep", "--model", "llama-3.1-8b", "--gpu", "l40s,h100-sxm", "--batch", "1,2,4,8", "--requests", "30"];

    private string _folder = "";
    private string _whole = "";

    [OneTimeSetUp]
    public void SweepInOnePieceAndInThreeParts()
    {
        _folder = Infersim.NewFolder();
        _whole = Sweep("--out", "whole.csv").Output;
        Sweep("--seed", "2", "--out", "other.csv");
        File.WriteAllText(Path.Combine(_folder, "foreign.csv"), "a,b\n1,2\n");
        foreach (int part in (int[])[1, 2, 3])
        {
            Assert.That(Sweep("--shard", $"{part}/3", "--out", $"part{part}.csv").ExitCode, Is.Zero);
        }
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void RowsSayWhichPointTheyAre()
    {
        Rows rows = Rows.Of(_whole);

        Assert.That(rows.All("point"), Is.EqualTo(["0", "1", "2", "3", "4", "5", "6", "7"]));
        Assert.That(rows.All("points"), Is.All.EqualTo("8"));
        Assert.That(rows.All("sweep").Distinct().Single(), Has.Length.EqualTo(12));
        Assert.That(Rows.Of(File.ReadAllText(Path.Combine(_folder, "part2.csv"))).All("point"), Is.EqualTo(["1", "4", "7"]));
    }

    [Test]
    public void PartsPutTogetherAreTheWholeByteForByte()
    {
        Infersim.Result merged = Infersim.Run(_folder, "merge", "part3.csv", "part1.csv", "part2.csv", "--out", "merged.csv");

        Assert.That(merged.ExitCode, Is.Zero, merged.Error);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "merged.csv")), Is.EqualTo(_whole));
        Assert.That(Infersim.Run(_folder, "merge", "part1.csv", "part2.csv", "part3.csv").Output, Is.EqualTo(_whole));
    }

    [Test]
    public void APartWithoutPointsIsAHeader()
    {
        Infersim.Result empty = Sweep("--shard", "9/9", "--out", "empty.csv");

        Assert.That(empty.ExitCode, Is.Zero, empty.Error);
        Assert.That(Rows.Of(empty.Output).Count, Is.Zero);
        Assert.That(Infersim.Run(_folder, "merge", "empty.csv", "whole.csv").Output, Is.EqualTo(_whole));
    }

    [Test]
    public void APartCanBeInterruptedAndResumed()
    {
        string path = Path.Combine(_folder, "half.csv");
        string part = File.ReadAllText(Path.Combine(_folder, "part1.csv"));
        File.WriteAllText(path, part[..(part.LastIndexOf('\n', part.Length - 2) + 20)]);

        Assert.That(Infersim.Run(_folder, "merge", "half.csv", "part2.csv", "part3.csv").Error, Does.Contain("half.csv:4").And.Contain("--resume"));
        Infersim.Result resumed = Sweep("--shard", "1/3", "--out", "half.csv", "--resume");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(File.ReadAllText(path), Is.EqualTo(part));
    }

    [TestCase("merge part1.csv part3.csv", "3 of 8 points are missing: 1, 4, 7")]
    [TestCase("merge part1.csv part2.csv part3.csv whole.csv", "whole.csv:2: point 0 is there twice, in part1.csv:2 too")]
    [TestCase("merge part1.csv other.csv", "other.csv:2: point 0 is of sweep")]
    [TestCase("merge part1.csv foreign.csv", "foreign.csv:1: column 1 is 'a'")]
    [TestCase("merge part1.csv missing.csv", "missing.csv: there is no such file")]
    public void AMergeThatCannotBeNamesFileLineAndPoint(string line, string told)
    {
        Infersim.Result result = Infersim.Run(_folder, line.Split(' '));

        Assert.That(result.Error, Does.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase("--seed 2", "seed is '1' in the file and '2' now")]
    [TestCase("--batch 1,2,4,9", "other points")]
    [TestCase("--batch 1,2,4", "8 points, this one 6")]
    [TestCase("--price 1", "the price")]
    [TestCase("--shard 2/3", "point 0, point 1 should stand there")]
    public void ResumingAnotherSweepNamesTheDifference(string flags, string told)
    {
        File.Copy(Path.Combine(_folder, "whole.csv"), Path.Combine(_folder, "resume.csv"), overwrite: true);
        string[] other = flags.Split(' ');
        int same = Array.IndexOf(s_sweep, other[0]);
        string[] sweep = same < 0 ? s_sweep : [.. s_sweep[..same], .. s_sweep[(same + 2)..]];
        Infersim.Result result = Infersim.Run(_folder, [.. sweep, .. other, "--out", "resume.csv", "--resume"]);

        Assert.That(result.Error, Does.StartWith("infersim: resume.csv:2: ").And.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "resume.csv")), Is.EqualTo(_whole), "nothing is lost");
    }

    [TestCase("--shard 4/3", "--shard 4/3")]
    [TestCase("--shard 0/3", "1/4 to 4/4")]
    [TestCase("--resume", "--out")]
    [TestCase("--resume --out whole.csv --json whole.json", "--json")]
    public void AMistakeIsExplained(string flags, string told)
    {
        Infersim.Result result = Sweep(flags.Split(' '));

        Assert.That(result.Error, Does.Contain(told));
        Assert.That(result.ExitCode, Is.EqualTo(2));
    }

    private Infersim.Result Sweep(params string[] more) => Infersim.Run(_folder, [.. s_sweep, .. more]);
}
