namespace InferenceSim.Experiments.Validation;

/// <summary>A published measurement: one row of the measurement format. What was not published is <c>null</c>, never filled in.</summary>
public sealed record Measurement
{
    /// <summary>Line in the file, for messages.</summary>
    public required long Line { get; init; }

    /// <summary>Name of the row.</summary>
    public required string Id { get; init; }

    /// <summary>Short name of the source, which decides the protocol.</summary>
    public string SourceKey { get; init; } = "";

    /// <summary>Where it was published.</summary>
    public string Source { get; init; } = "";

    /// <summary>Licence of the row, in tables that say so.</summary>
    public string License { get; init; } = "";

    /// <summary>A well specified and first-hand, B one or two conditions unknown, C not to be scored; empty if not told.</summary>
    public string Quality { get; init; } = "";

    /// <summary>Why the measurement is doubted; empty if it is not.</summary>
    public string SuspectReason { get; init; } = "";

    /// <summary>Serving engine, in the words of the file.</summary>
    public required string Engine { get; init; }

    /// <summary>Its version, in the words of the file.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>Model, in the words of the file.</summary>
    public required string Model { get; init; }

    /// <summary>Accelerator, in the words of the file.</summary>
    public required string Gpu { get; init; }

    /// <summary>Precision of the weights, in the words of the file.</summary>
    public string WeightPrecision { get; init; } = "";

    /// <summary>Precision of the KV cache; empty if not published.</summary>
    public string KvPrecision { get; init; } = "";

    /// <summary>Accelerators of the whole instance.</summary>
    public int? Gpus { get; init; }

    /// <summary>Tensor-parallel degree.</summary>
    public int? Tp { get; init; }

    /// <summary>Pipeline-parallel degree.</summary>
    public int? Pp { get; init; }

    /// <summary>Data-parallel degree; with <see cref="Ep"/> it means attention data parallelism.</summary>
    public int? Dp { get; init; }

    /// <summary>Expert-parallel degree.</summary>
    public int? Ep { get; init; }

    /// <summary>How requests came.</summary>
    public required MeasuredMode Mode { get; init; }

    /// <summary>Requests in flight, requests per second, or requests submitted; infinity for "all at once"; <c>null</c> if not published.</summary>
    public double? Load { get; init; }

    /// <summary>Mean input tokens (nominal where the protocol says so).</summary>
    public double? InputTokens { get; init; }

    /// <summary>Mean output tokens (nominal where the protocol says so).</summary>
    public double? OutputTokens { get; init; }

    /// <summary>What was asked, in the words of the file.</summary>
    public string Dataset { get; init; } = "";

    /// <summary>Prefix caching, in the words of the file; begins with <c>on</c> or <c>off</c> where it is known.</summary>
    public string PrefixCache { get; init; } = "";

    /// <summary>The engine's token budget, where published.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>The engine's limit of sequences, where published.</summary>
    public int? MaxSequences { get; init; }

    /// <summary>Speculative decoding, in the words of the file.</summary>
    public string SpeculativeDecoding { get; init; } = "";

    /// <summary>Remarks of the file.</summary>
    public string Notes { get; init; } = "";

    /// <summary>What was measured: column name to value, in the order of <see cref="MeasuredMetric.All"/>.</summary>
    public required IReadOnlyDictionary<string, double> Measured { get; init; }

    /// <summary>What of length, load and layout is missing, or <c>null</c>: without them a row is incomplete and never filled in.</summary>
    public string? Missing()
    {
        string[] missing =
        [
            .. InputTokens is null ? ["isl"] : Array.Empty<string>(),
            .. OutputTokens is null ? ["osl"] : Array.Empty<string>(),
            .. Load is null ? ["concurrency_or_rate"] : Array.Empty<string>(),
            .. Tp is null || Gpus is null ? ["layout (num_gpus, tp)"] : Array.Empty<string>(),
        ];
        return missing.Length == 0 ? null : $"not published: {string.Join(", ", missing)}";
    }
}
