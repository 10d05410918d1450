namespace InferenceSim.Experiments.Calibration;

/// <summary>What a benchmark client does not write down about the server it asked.</summary>
public sealed record OwnServer
{
    /// <summary>Engine or generation, as for <c>infersim run --engine</c>; <c>null</c> for what the result file lets guess: sglang or vllm.</summary>
    public string? Engine { get; init; }

    /// <summary>Catalog name of the model; <c>null</c> for the one that the result file names.</summary>
    public string? Model { get; init; }

    /// <summary>Catalog name of the accelerator.</summary>
    public required string Gpu { get; init; }

    /// <summary>Accelerators that share the model by tensor parallelism.</summary>
    public int Tp { get; init; } = 1;

    /// <summary>How weights are stored; <c>null</c> as the model is published.</summary>
    public string? Precision { get; init; }

    /// <summary>How the KV cache is stored; <c>null</c> as the engine does by itself.</summary>
    public string? KvPrecision { get; init; }

    /// <summary>The server's batch-size limit; <c>null</c> for the engine's default.</summary>
    public int? MaxSequences { get; init; }

    /// <summary>The server's token budget; <c>null</c> for the engine's default.</summary>
    public int? TokenBudget { get; init; }
}
