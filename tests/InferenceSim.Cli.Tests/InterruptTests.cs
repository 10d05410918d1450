using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Ctrl-C in the middle of a sweep.</summary>
[Platform(Exclude = "Win")]
public class InterruptTests
{
    [Test]
    public void LeavesTheFinishedRowsAndSaysSo()
    {
        string folder = Infersim.NewFolder();
        string csv = Path.Combine(folder, "long.csv");

        // Far more points than can be run before the signal comes.
        using Process process = Infersim.Start(
            folder, [], "sweep", "--batch", "8", "--engine-mode", "step", "--requests", "2000", "--seed", "1..2000", "--out", "long.csv");
        WaitForRows(process, csv, rows: 3);
        Interrupt(process);
        Infersim.Result result = Infersim.WaitFor(process);

        Assert.That(result.ExitCode, Is.EqualTo(130));
        Rows rows = Rows.Of(File.ReadAllText(csv));
        Assert.That(rows.Count, Is.InRange(2, 1999));
        Assert.That(rows.All("status"), Is.All.EqualTo("ok"));
        Assert.That(rows.All("seed").Select(int.Parse), Is.Ordered.Ascending);
        Assert.That(result.Error, Does.Contain("interrupted").And.Contain("long.csv").And.Contain($"{rows.Count} of 2000"));
        Assert.That(result.Output, Is.EqualTo(File.ReadAllText(csv)));
        Assert.That(result.Error, Does.Contain("--resume"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void IsMadeGoodByResume()
    {
        string folder = Infersim.NewFolder();
        string csv = Path.Combine(folder, "resumed.csv");
        string[] sweep = ["sweep", "--batch", "8", "--engine-mode", "step", "--requests", "400", "--seed", "1..60"];
        using Process process = Infersim.Start(folder, [], [.. sweep, "--out", "resumed.csv"]);
        WaitForRows(process, csv, rows: 3);
        Interrupt(process);
        Assert.That(Infersim.WaitFor(process).ExitCode, Is.EqualTo(130));
        byte[] left = File.ReadAllBytes(csv);
        Infersim.Result whole = Infersim.Run(folder, [.. sweep, "--out", "whole.csv"]);
        byte[] expected = File.ReadAllBytes(Path.Combine(folder, "whole.csv"));
        Assert.That(left, Has.Length.LessThan(expected.Length));

        // As a killed process or a full disk leaves it: the last row is cut off in its middle.
        File.WriteAllBytes(csv, left[..^40]);
        Infersim.Result resumed = Infersim.Run(folder, [.. sweep, "--out", "resumed.csv", "--resume"]);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
        Assert.That(File.ReadAllBytes(csv), Is.EqualTo(expected));
        Assert.That(resumed.Output, Is.EqualTo(whole.Output));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void OfAComparisonLeavesTheFinishedPoints()
    {
        string folder = Infersim.NewFolder();
        using Process process = Infersim.Start(
            folder, [], "compare", "--gpu", "h100-sxm", "--tp", "4", "--batch", "8", "--engine-mode", "step", "--requests", "2000", "--seed", "1..2000",
            "--out", "points.csv", "--json", "points.json");
        // A comparison writes nothing before its end. Its first points take tens of milliseconds of processor time, all of them minutes.
        WaitForWork(process, TimeSpan.FromSeconds(2));
        Assert.That(process.HasExited, Is.False, "it ended before it was interrupted");
        Interrupt(process);
        Infersim.Result result = Infersim.WaitFor(process);

        Assert.That(result.ExitCode, Is.EqualTo(130));
        int finished = Rows.Of(File.ReadAllText(Path.Combine(folder, "points.csv"))).Count;
        Assert.That(finished, Is.InRange(1, 1999));
        Assert.That(result.Error, Does.Contain($"interrupted after {finished} of 2000 points; points.csv and points.json have the finished rows"));
        Assert.That(result.Output, Is.Empty, "which is best is not known");
        Directory.Delete(folder, recursive: true);
    }

    private static void Interrupt(Process process)
    {
        using Process kill = Process.Start("kill", [IgnoresInterrupts() ? "-TERM" : "-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>A shell starts its background jobs deaf to Ctrl-C, and what they start inherits it; the other polite signal takes the same way.</summary>
    private static bool IgnoresInterrupts()
    {
        const string status = "/proc/self/status";
        const ulong interrupt = 1UL << 1;
        string? ignored = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (ulong.Parse(ignored[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & interrupt) != 0;
    }

    /// <summary>Waits until a process has worked so long, however busy the machine is with others.</summary>
    private static void WaitForWork(Process process, TimeSpan processorTime)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!process.HasExited && process.TotalProcessorTime < processorTime)
        {
            Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromMinutes(2)), "it got no work done");
            Thread.Sleep(50);
            process.Refresh();
        }
    }

    private static void WaitForRows(Process process, string csv, int rows)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!(File.Exists(csv) && File.ReadLines(csv).Count() >= rows))
        {
            Assert.That(process.HasExited, Is.False, "it ended before it was interrupted");
            Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)), "no row came");
            Thread.Sleep(50);
        }
    }
}
