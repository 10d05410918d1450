using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Validation;

/// <summary>
/// What a source is known to set on the engine, for the rows that match every condition given. What a row publishes itself goes
/// before; of several settings that match, the first that has a value gives it.
/// </summary>
/// <param name="Reason">Where this is known from.</param>
/// <param name="Engine">Condition: text that the engine's name contains.</param>
/// <param name="Models">Condition: the model is one of these spellings.</param>
/// <param name="Gpus">Condition: the accelerator's spelling begins with one of these.</param>
/// <param name="WeightPrecisions">Condition: the precision of the weights is one of these.</param>
/// <param name="Tp">Condition: tensor-parallel degree.</param>
/// <param name="Isl">Condition: input tokens.</param>
/// <param name="Osl">Condition: output tokens.</param>
/// <param name="Generation">The engine generation, where the version does not tell.</param>
/// <param name="KvPrecision">Precision of the KV cache.</param>
/// <param name="TokenBudget">Token budget.</param>
/// <param name="BudgetIsContext">The token budget is the context limit: input plus output plus 200.</param>
/// <param name="MaxSequences">Limit of sequences.</param>
/// <param name="SequencesAreUsers">The limit of sequences is the number of requests in flight.</param>
/// <param name="BenchLimits">Sequences and token budget are what <c>trtllm-bench</c> reckons, but with data-parallel attention, for which it is not made.</param>
/// <param name="PrefixCaching">Whether equal prefixes are computed once.</param>
/// <param name="ChunkedPrefill">Whether a prompt may be cut to what is left of the token budget.</param>
/// <param name="MemoryShare">The engine's memory share.</param>
/// <param name="DistinctPrompts">How many different prompts the client has; it sends them again and again.</param>
/// <param name="StreamInterval">Tokens that the server sends to a client at a time.</param>
/// <param name="PrefillWaitSteps">Most steps that prompts wait until every rank of attention data parallelism has one.</param>
/// <param name="BatchWaitSteps">Most steps that prompts wait for others.</param>
/// <param name="BatchWaitShare">Share of the token budget with which they wait no longer.</param>
/// <param name="ReceiveIntervalSteps">Decode steps between two looks of SGLang at what has come.</param>
/// <param name="FewestUsers">Condition: fewest requests in flight.</param>
/// <param name="Collectives">Whose all-reduce the engine is told to use.</param>
/// <param name="FrontEndRequestSeconds">Time of the front end for a request; what comes at once gets through together.</param>
public sealed record EngineSetting(
    string Reason,
    string? Engine = null,
    IReadOnlyList<string>? Models = null,
    IReadOnlyList<string>? Gpus = null,
    IReadOnlyList<string>? WeightPrecisions = null,
    int? Tp = null,
    int? Isl = null,
    int? Osl = null,
    string? Generation = null,
    string? KvPrecision = null,
    int? TokenBudget = null,
    bool BudgetIsContext = false,
    int? MaxSequences = null,
    bool SequencesAreUsers = false,
    bool BenchLimits = false,
    bool? PrefixCaching = null,
    bool? ChunkedPrefill = null,
    double? MemoryShare = null,
    int? DistinctPrompts = null,
    int? StreamInterval = null,
    int? PrefillWaitSteps = null,
    double? FrontEndRequestSeconds = null,
    int? BatchWaitSteps = null,
    double? BatchWaitShare = null,
    int? ReceiveIntervalSteps = null,
    int? FewestUsers = null,
    CollectiveKind? Collectives = null)
{
    /// <summary>Whether the setting is for <paramref name="measurement"/>.</summary>
    public bool IsFor(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return (Engine is null || measurement.Engine.Contains(Engine, StringComparison.OrdinalIgnoreCase))
            && (Models is null || Models.Contains(measurement.Model, StringComparer.OrdinalIgnoreCase))
            && (Gpus is null || Gpus.Any(g => measurement.Gpu.StartsWith(g, StringComparison.OrdinalIgnoreCase)))
            && (WeightPrecisions is null || WeightPrecisions.Contains(measurement.WeightPrecision, StringComparer.OrdinalIgnoreCase))
            && (Tp is null || Tp == measurement.Tp)
            && (FewestUsers is null || measurement.Load >= FewestUsers)
            && (Isl is null || Isl == measurement.InputTokens)
            && (Osl is null || Osl == measurement.OutputTokens);
    }
}
