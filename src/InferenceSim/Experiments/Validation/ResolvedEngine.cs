using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;

namespace InferenceSim.Experiments.Validation;

/// <summary>
/// The engine of a measurement: what the row publishes, else what its source is known to set, else what the generation sets by itself.
/// </summary>
internal sealed record ResolvedEngine
{
    private const int ContextSlack = 200;

    public required EngineGeneration Generation { get; init; }

    public required string Policy { get; init; }

    public required HostOverhead Host { get; init; }

    public required int TokenBudget { get; init; }

    public required int MaxSequences { get; init; }

    public required bool PrefixCaching { get; init; }

    public required bool ChunkedPrefill { get; init; }

    public required double MemoryShare { get; init; }

    public required string KvPrecision { get; init; }

    /// <summary>How many different prompts the client has; <c>null</c>: every prompt is another.</summary>
    public int? DistinctPrompts { get; init; }

    /// <summary>Tokens that the server sends to a client at a time.</summary>
    public required int StreamInterval { get; init; }

    /// <summary>Most steps that prompts wait until every rank of attention data parallelism has one; <c>null</c> where they do not.</summary>
    public int? PrefillWaitSteps { get; init; }

    /// <summary>Whose all-reduce the engine is told to use; <c>null</c> for its own.</summary>
    public CollectiveKind? Collectives { get; init; }

    /// <summary>How prompts wait for each other; <c>null</c> where they do not.</summary>
    public BatchWait? BatchWait { get; init; }

    /// <summary>Decode steps between two looks of SGLang at what has come.</summary>
    public required int ReceiveIntervalSteps { get; init; }

    /// <summary>Time of the source's front end for a request; <c>null</c> for the engine's usual.</summary>
    public double? FrontEndRequestSeconds { get; init; }

    /// <summary>The engine of <paramref name="measurement"/>, or <c>null</c> if no generation is known for it.</summary>
    public static ResolvedEngine? Of(Measurement measurement, Protocol protocol, EngineTable engines, NameTable names, ModelArchitecture model, Accelerator accelerator)
    {
        EngineSetting[] settings = [.. protocol.Settings!.Where(s => s.IsFor(measurement))];
        EngineGeneration? generation = settings.FirstOrDefault(s => s.Generation is not null) is { } named
            ? engines.Named(named.Generation!)
            : engines.Find(measurement.Engine, measurement.EngineVersion);
        if (generation is null)
        {
            return null;
        }

        // Offline rows of vLLM were fired at its server too, so the limits of its offline class are not theirs.
        EngineDefaults defaults = EngineDefaults.For(accelerator, offline: false);
        NotedFlags noted = NotedFlags.Of(measurement);
        double share = First(settings, s => s.MemoryShare) ?? generation.MemoryShare;
        string kv = measurement.KvPrecision.Length > 0 ? measurement.KvPrecision
            : settings.FirstOrDefault(s => s.KvPrecision is not null)?.KvPrecision
            ?? generation.KvPrecisions.GetValueOrDefault(measurement.WeightPrecision, "bf16");
        BenchLimits? reckoned = settings.Any(s => s.BenchLimits) && measurement.Dp is not > 1
            && names.Precision(measurement.WeightPrecision, model) is { } weights && names.Precision(kv) is { } kvFormat
            ? BenchLimits.Of(model, accelerator, weights, kvFormat, measurement, share)
            : null;
        int sequences = measurement.MaxSequences ?? noted.MaxSequences ?? reckoned?.MaxSequences
            ?? First(settings, s => s.SequencesAreUsers ? (int?)measurement.Load : s.MaxSequences) ?? generation.MaxSequences ?? defaults.MaxSequences;
        int budget = measurement.TokenBudget ?? noted.TokenBudget ?? reckoned?.TokenBudget
            ?? First(settings, s => Budget(s, measurement)) ?? generation.TokenBudget ?? defaults.TokenBudget;
        return new ResolvedEngine
        {
            Generation = generation,
            Policy = BuiltPolicy(generation),
            Host = ShippedHost(generation),
            TokenBudget = Math.Max(sequences, budget),
            MaxSequences = sequences,
            PrefixCaching = Published(measurement.PrefixCache) ?? First(settings, s => s.PrefixCaching) ?? generation.PrefixCaching,
            ChunkedPrefill = First(settings, s => s.ChunkedPrefill) ?? generation.ChunkedPrefill,
            MemoryShare = share,
            KvPrecision = kv,
            DistinctPrompts = First(settings, s => s.DistinctPrompts) ?? protocol.DistinctPrompts,
            StreamInterval = First(settings, s => s.StreamInterval) ?? 1,
            PrefillWaitSteps = First(settings, s => s.PrefillWaitSteps),
            Collectives = First(settings, s => s.Collectives),
            BatchWait = First(settings, s => s.BatchWaitSteps) is int wait
                ? new BatchWait(wait, (int)Math.Ceiling(First(settings, s => s.BatchWaitShare)!.Value * Math.Max(sequences, budget)))
                : null,
            ReceiveIntervalSteps = First(settings, s => s.ReceiveIntervalSteps) ?? 1,
            FrontEndRequestSeconds = First(settings, s => s.FrontEndRequestSeconds),
        };
    }

    private static T? First<T>(EngineSetting[] settings, Func<EngineSetting, T?> value)
        where T : struct => settings.Select(value).FirstOrDefault(v => v is not null);

    private static int? Budget(EngineSetting setting, Measurement measurement) => setting.BudgetIsContext
        ? (int)(measurement.InputTokens!.Value + measurement.OutputTokens!.Value) + ContextSlack
        : setting.TokenBudget;

    private static bool? Published(string prefixCache) =>
        prefixCache.StartsWith("on", StringComparison.OrdinalIgnoreCase) ? true
        : prefixCache.StartsWith("off", StringComparison.OrdinalIgnoreCase) ? false
        : null;

    private static string BuiltPolicy(EngineGeneration generation) => generation.Policies.FirstOrDefault(BatchingPolicies.Names.Contains)
        ?? throw new InvalidOperationException($"no policy of {generation.Name} is built");

    private static HostOverhead ShippedHost(EngineGeneration generation) =>
        HostCatalog.Find(generation.Hosts.FirstOrDefault(HostCatalog.Names.Contains) ?? generation.Hosts[0]);
}
