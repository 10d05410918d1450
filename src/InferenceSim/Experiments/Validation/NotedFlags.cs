using System.Globalization;
using System.Text.RegularExpressions;

namespace InferenceSim.Experiments.Validation;

/// <summary>What a row tells in words: engine limits in the command line among its remarks, and how much the prefix cache held.</summary>
/// <param name="TokenBudget">Token budget.</param>
/// <param name="MaxSequences">Limit of sequences.</param>
/// <param name="PrefixHitRate">Share of the prompts' tokens that were found in the prefix cache.</param>
/// <param name="SplitsExperts">
/// Whether the command line of SGLang asks for no expert parallelism: attention data parallelism, which it may ask for, needs more than one
/// rank, so that with one every expert is split as all other weights are.
/// </param>
internal readonly partial record struct NotedFlags(int? TokenBudget, int? MaxSequences, double? PrefixHitRate, bool SplitsExperts)
{
    /// <summary>What <paramref name="measurement"/> tells.</summary>
    public static NotedFlags Of(Measurement measurement) => new(
        Number(BudgetFlag().Match(measurement.Notes)),
        Number(SequencesFlag().Match(measurement.Notes)),
        Share(HitRate().Match(measurement.PrefixCache)),
        SglangCommand().IsMatch(measurement.Notes) && !ExpertFlag().IsMatch(measurement.Notes));

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

    [GeneratedRegex(@"sglang\.launch_server")]
    private static partial Regex SglangCommand();

    [GeneratedRegex(@"--(?:ep|ep-size|expert-parallel-size|enable-ep-moe|enable-deepep-moe|moe-a2a-backend|dp|dp-size|data-parallel-size)(?![\w-])")]
    private static partial Regex ExpertFlag();

    [GeneratedRegex("--(?:max[-_]num[-_]seqs|max[-_]batch[-_]size|max-running-requests)[ =]([0-9]+)")]
    private static partial Regex SequencesFlag();
}
