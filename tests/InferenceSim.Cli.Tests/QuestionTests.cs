using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>
/// The scenarios of <c>workloads/questions</c>: each states its question, the commands that answer it, what they print, the answer and what it hangs
/// on. All of them are run here; what they say they print is printed, and the figures of an answer are those that are printed. After a change
/// of the model run this test with INFERENCESIM_UPDATE_QUESTIONS=1: it writes the new figures into the headers, to be read again.
/// </summary>
public class QuestionTests
{
    private const int Cores = 2;

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
            Assert.That(text, Does.Contain("//   infersim ").And.Contain("//   prints: ").And.Contain("// Answer: ").And.Contain("// It hangs on this: "), file);
        }
    }

    [Test]
    public void TheFiguresOfAnAnswerAreThoseThatArePrinted()
    {
        foreach (QuestionFile question in Directory.GetFiles(Folder, "*.json").Select(f => new QuestionFile(f)))
        {
            static string[] Plain(IEnumerable<string> figures) => [.. figures.Select(f => f.Replace(",", "", StringComparison.Ordinal))];
            string[] given = Plain(question.GivenFigures), answered = Plain(question.AnswerFigures);
            Assert.That(answered, Is.SubsetOf(given.Concat(Plain(question.Commands.SelectMany(c => c.Prints).SelectMany(QuestionFile.Figures)))), question.Path);
        }
    }

    [Test]
    public void AllAreAnsweredWithinAMinute()
    {
        TimeSpan work = default;
        List<string> wrong = [];
        Parallel.ForEach(Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            QuestionFile question = new(file);
            List<(string Said, string[] Printed)> lines = [];
            foreach ((string command, IReadOnlyList<string> prints) in question.Commands)
            {
                Infersim.Result result = Infersim.Run(Infersim.Root, [.. Words(command), "--format", "table"]);
                lock (wrong)
                {
                    work += result.Work;
                }

                lines.AddRange(prints.Select(p => (p, QuestionFile.Lines(result.Output))));
                if (result.ExitCode != 0 || result.Output.Contains("NaN", StringComparison.Ordinal) || result.Output.Contains('∞', StringComparison.Ordinal))
                {
                    lock (wrong)
                    {
                        wrong.Add($"{command}\n{result.Error}{result.Output}");
                    }
                }
            }

            lock (wrong)
            {
                wrong.AddRange(lines.Where(l => !l.Printed.Any(p => p.Contains(l.Said, StringComparison.Ordinal))).Select(l => $"{Path.GetFileName(file)} does not print: {l.Said}"));
            }

            if (Environment.GetEnvironmentVariable("INFERENCESIM_UPDATE_QUESTIONS") == "1")
            {
                question.Update(lines);
            }
        });

        Assert.That(wrong, Is.Empty, "after a change of the model, INFERENCESIM_UPDATE_QUESTIONS=1 writes the new figures into the headers");
        Console.WriteLine($"{work.TotalSeconds:0.0} s of processor time");
        Assert.That(work / Cores, Is.LessThan(TimeSpan.FromSeconds(60)), "on two cores that have nothing else to do");
    }

    /// <summary>The words of a command; quotes hold together what has spaces.</summary>
    private static IEnumerable<string> Words(string command) =>
        command.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
