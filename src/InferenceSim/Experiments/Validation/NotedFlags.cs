using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceSim.Experiments.Validation;

/// <summary>Engine limits that a row tells in the command line among its remarks, for rows that leave the columns empty.</summary>
/// <param name="TokenBudget">Token budget.</param>
/// <param name="MaxSequences">Limit of sequences.</param>
internal readonly partial record struct NotedFlags(int? TokenBudget, int? MaxSequences)
{
    /// <summary>The flags in the remarks of a row.</summary>
    public static NotedFlags Of(string notes) => new(Number(BudgetFlag().Match(notes)), Number(SequencesFlag().Match(notes)));

    private static int? Number(Match match) =>
        match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex("--(?:max[-_]num[-_]batched[-_]tokens|max[-_]num[-_]tokens|chunked-prefill-size)[ =]([0-9]+)")]
    private static partial Regex BudgetFlag();

    [GeneratedRegex("--(?:max[-_]num[-_]seqs|max[-_]batch[-_]size|max-running-requests)[ =]([0-9]+)")]
    private static partial Regex SequencesFlag();
}
