using System.Text.RegularExpressions;

namespace InferenceSim.Cli.Tests;

/// <summary>
/// A scenario of <c>workloads/questions</c> and the header that says what it prints. Lines are compared with runs of spaces as one, as a table is
/// as wide as its widest cell.
/// </summary>
internal sealed partial class QuestionFile(string path)
{
    private const string CommandMark = "//   infersim ";
    private const string PrintsMark = "//   prints: ";
    private const string AnswerMark = "// Answer: ";
    private const string HangsOnMark = "// It hangs on this: ";

    private readonly string[] _lines = File.ReadAllLines(path);

    public string Path { get; } = path;

    public string Text => string.Join('\n', _lines);

    /// <summary>Commands, without the program's name, with the lines that they are said to print.</summary>
    public IReadOnlyList<(string Command, IReadOnlyList<string> Prints)> Commands
    {
        get
        {
            List<(string, IReadOnlyList<string>)> commands = [];
            foreach (string line in _lines.TakeWhile(l => !l.StartsWith(AnswerMark, StringComparison.Ordinal)))
            {
                if (line.StartsWith(CommandMark, StringComparison.Ordinal))
                {
                    commands.Add((line[CommandMark.Length..], []));
                }
                else if (line.StartsWith(PrintsMark, StringComparison.Ordinal))
                {
                    commands[^1] = (commands[^1].Item1, [.. commands[^1].Item2, line[PrintsMark.Length..]]);
                }
            }

            return commands;
        }
    }

    /// <summary>Figures of the answer that nobody can know without running it: those with a decimal point or a thousand separator.</summary>
    public IEnumerable<string> AnswerFigures => Figure().Matches(
        string.Join(' ', _lines.SkipWhile(l => !l.StartsWith(AnswerMark, StringComparison.Ordinal)).TakeWhile(l => !l.StartsWith(HangsOnMark, StringComparison.Ordinal)))).Select(m => m.Value)
        .Where(f => f.Contains('.', StringComparison.Ordinal) || f.Contains(',', StringComparison.Ordinal));

    /// <summary>Figures that the question and what the answer hangs on state: given, not computed.</summary>
    public IEnumerable<string> GivenFigures => Figure().Matches(
        string.Join(' ', _lines.Where(l => l.StartsWith("// Question ", StringComparison.Ordinal)).Concat(_lines.SkipWhile(l => !l.StartsWith(HangsOnMark, StringComparison.Ordinal))))).Select(m => m.Value);

    /// <summary>Every number of a text.</summary>
    public static IEnumerable<string> Figures(string text) => Figure().Matches(text).Select(m => m.Value);

    /// <summary>The lines of an output with runs of spaces as one.</summary>
    public static string[] Lines(string output) => [.. output.Split('\n').Select(l => Spaces().Replace(l, " ").Trim())];

    /// <summary>The file with the figures of <paramref name="printed"/> in place of those of the lines it says, in the answer too.</summary>
    public void Update(IEnumerable<(string Said, string[] Printed)> lines)
    {
        string text = File.ReadAllText(Path);
        int end = text.IndexOf(HangsOnMark, StringComparison.Ordinal), answer = text.IndexOf(AnswerMark, StringComparison.Ordinal);
        (string head, string words, string rest) = (text[..answer], text[answer..end], text[end..]);
        foreach ((string said, string[] printed) in lines)
        {
            string now = printed.FirstOrDefault(l => l.Contains(said, StringComparison.Ordinal)) is not null
                ? said
                : printed.FirstOrDefault(l => Figure().Replace(l, "#") == Figure().Replace(said, "#")) ?? said;
            head = head.Replace($"{PrintsMark}{said}\n", $"{PrintsMark}{now}\n", StringComparison.Ordinal);
            foreach ((string before, string after) in Figures(said).Zip(Figures(now)).Where(f => f.First != f.Second))
            {
                words = Regex.Replace(words, $@"(?<![\d.,-]){Regex.Escape(before)}(?![\d]|[.,]\d)", after);
            }
        }

        File.WriteAllText(Path, head + words + rest);
    }

    [GeneratedRegex(@"(?<![A-Za-z\d.,])-?\d(?:[\d,]*\d)?(?:\.\d+)?")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
