using InferenceSim.Economics.Revenues;

namespace InferenceSim.Experiments;

/// <summary>
/// What a point was run with, names and defaults resolved as far as it came: the input columns. <c>null</c> where it does not apply
/// or was never found out.
/// </summary>
public sealed record PointInputs
{
    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Accelerator.</summary>
    public string? Gpu { get; init; }

    /// <summary>Accelerators in all.</summary>
    public int? Gpus { get; init; }

    /// <summary>Accelerators of one tensor-parallel group.</summary>
    public int? Tp { get; init; }

    /// <summary>Pipeline stages.</summary>
    public int Pp { get; init; } = 1;

    /// <summary>Ranks of attention data parallelism.</summary>
    public int? Dp { get; init; }

    /// <summary>Accelerators that share the experts whole.</summary>
    public int? Ep { get; init; }

    /// <summary>Format of the weights.</summary>
    public string? WeightPrecision { get; init; }

    /// <summary>Format of the KV cache.</summary>
    public string? KvPrecision { get; init; }

    /// <summary>Batching policy.</summary>
    public string? Policy { get; init; }

    /// <summary>Batch-size limit.</summary>
    public int? Batch { get; init; }

    /// <summary>Most tokens in one step.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>Whether prefixes are cached.</summary>
    public bool? PrefixCaching { get; init; }

    /// <summary>Workload.</summary>
    public string? Workload { get; init; }

    /// <summary>How requests arrive.</summary>
    public string? Arrivals { get; init; }

    /// <summary>Requests per second, where arrivals have a rate.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Users of a closed loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests to be played.</summary>
    public long? Requests { get; init; }

    /// <summary>Seed.</summary>
    public int Seed { get; init; }

    /// <summary>Tokens in a KV block.</summary>
    public int? BlockSize { get; init; }

    /// <summary>Longest input and output together.</summary>
    public int? MaxModelLen { get; init; }

    /// <summary>KV blocks that sequences can use.</summary>
    public int? KvBlocks { get; init; }

    /// <summary>Share of memory the engine may use; empty where blocks were given.</summary>
    public double? MemoryUtilization { get; init; }

    /// <summary>What prices a step.</summary>
    public string? Predictor { get; init; }

    /// <summary>
    /// What the efficiencies of the accelerator rest on: <c>measured</c> on it, <c>transferred</c> from a relative, or only its
    /// <c>datasheet</c>.
    /// </summary>
    public string? HardwareEvidence { get; init; }

    /// <summary>Whether a batch is scheduled while the one before it runs.</summary>
    public bool AsyncScheduling { get; init; }

    /// <summary>Generation of the serving engine; <c>null</c> for the linear predictor.</summary>
    public string? Engine { get; init; }

    /// <summary>Token prices that are asked; <c>null</c> where none are, or nobody knows what the accelerators cost.</summary>
    public TokenPriceList? TokenPrices { get; init; }

    /// <summary>Replicas in all.</summary>
    public int? Replicas { get; init; }

    /// <summary>Who picks the replica of a request; <c>null</c> where there is one only.</summary>
    public string? Router { get; init; }
    /// <summary>Where the acceptance of drafts comes from; <c>null</c> without speculative decoding.</summary>
    public string? SpecAcceptance { get; init; }

    /// <summary>Independent runs that the figures are means of.</summary>
    public int Replications { get; init; } = 1;

    /// <summary>Host terms: the name of an engine generation, or the file that was given; <c>null</c> for the linear predictor.</summary>
    public string? Host { get; init; }

    /// <summary>What was asked.</summary>
    public required Scenario Scenario { get; init; }
}
