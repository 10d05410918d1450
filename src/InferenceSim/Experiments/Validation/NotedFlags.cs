using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceSim.Experiments.Validation;

/// <summary>What a row tells in words: engine limits in the command line among its remarks, and how much the prefix cache held.</summary>
/// <param name="TokenBudget">Token budget.</param>
/// <param name="MaxSequences">Limit of sequences.</param>
/// <param name="PrefixHitRate">Share of the prompts' tokens that were found in the prefix cache.</param>
internal readonly partial record struct NotedFlags(int? TokenBudget, int? MaxSequences, double? PrefixHitRate)
{
    /// <summary>What <paramref name="measurement"/> tells.</summary>
    public static NotedFlags Of(Measurement measurement) => new(
        Number(BudgetFlag().Match(measurement.Notes)), Number(SequencesFlag().Match(measurement.Notes)), Share(HitRate().Match(measurement.PrefixCache)));

    private static int? Number(Match match) =>
        match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static double? Share(Match match) =>
        match.Success && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share <= 1
            ? share
            : null;

    [GeneratedRegex("realised token hit rate ([0-9.]+[0-9])")]
    private static partial Regex HitRate();

    [GeneratedRegex("--(?:max[-_]num[-_]batched[-_]tokens|max[-_]num[-_]tokens|chunked-prefill-size)[ =]([0-9]+)")]
    private static partial Regex BudgetFlag();

    [GeneratedRegex("--(?:max[-_]num[-_]seqs|max[-_]batch[-_]size|max-running-requests)[ =]([0-9]+)")]
    private static partial Regex SequencesFlag();
}
