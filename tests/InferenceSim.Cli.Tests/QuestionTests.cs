using System.Diagnostics;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>
/// The scenarios of <c>workloads/questions</c>: each states its question, the commands that answer it, what they print and what the answer hangs
/// on. All of them are run here, and what they say they print is printed.
/// </summary>
public class QuestionTests
{
    private const string CommandMark = "//   infersim ";
    private const string PrintsMark = "//   prints: ";

    private static string Folder => Path.Combine(Infersim.Root, "workloads", "questions");

    [Test]
    public void EveryQuestionHasItsScenario()
    {
        string[] files = [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal)];
        Assert.That(files.Select(f => int.Parse(Path.GetFileName(f)[..2], System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(1, 18)));
        foreach (string file in files)
        {
            string text = File.ReadAllText(file);
            Assert.That(text, Does.StartWith($"// Question {int.Parse(Path.GetFileName(file)[..2], System.Globalization.CultureInfo.InvariantCulture)}. "), file);
            Assert.That(text, Does.Contain(CommandMark).And.Contain(PrintsMark).And.Contain("// Answer: ").And.Contain("// It hangs on this: "), file);
        }
    }

    [Test]
    public void AllAreAnsweredWithinAMinute()
    {
        Stopwatch clock = Stopwatch.StartNew();
        foreach (string file in Directory.GetFiles(Folder, "*.json"))
        {
            string output = "";
            foreach (string line in File.ReadLines(file))
            {
                if (line.StartsWith(CommandMark, StringComparison.Ordinal))
                {
                    Infersim.Result result = Infersim.Run(Infersim.Root, [.. Words(line[CommandMark.Length..]), "--format", "table"]);
                    Assert.That(result.ExitCode, Is.Zero, $"{line}\n{result.Error}");
                    Assert.That(result.Output, Does.Not.Contain("NaN").And.Not.Contain("∞"), line);
                    output = result.Output;
                }
                else if (line.StartsWith(PrintsMark, StringComparison.Ordinal))
                {
                    Assert.That(output, Does.Contain(line[PrintsMark.Length..]), file);
                }
            }
        }

        Console.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(120)), "half of it at most on a machine with nothing else to do");
    }

    /// <summary>The words of a command; quotes hold together what has spaces.</summary>
    private static IEnumerable<string> Words(string command) =>
        command.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
