namespace InferenceSim.Hardware;

/// <summary>
/// How far kernels stay below the data sheet on one kind of accelerator: shares of peak, and fixed times of a kernel inside a CUDA graph
/// (or the vendor's equivalent). Data, so that a better fit replaces a file and no code.
/// </summary>
public sealed record KernelProfile
{
    /// <summary>Name, e.g. <c>nvidia-h100</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the figures were fitted on, with version and date, or which rule gave them.</summary>
    public required string Source { get; init; }

    /// <summary>Matrix multiplication by arithmetic and weight storage.</summary>
    public required GemmEfficiencies Gemm { get; init; }

    /// <summary>Expert layers (router's sort, both grouped products, weighted sum) by arithmetic and weight storage; where <c>null</c>, <see cref="Gemm"/> applies.</summary>
    public GemmEfficiencies? Experts { get; init; }

    /// <summary>
    /// Kernels of an expert layer, where engines share fused ones on this architecture; an engine that needs fewer keeps its own number
    /// (<see cref="HostOverhead.ExpertKernels"/>). <c>null</c> where every engine brings its own kernels.
    /// </summary>
    public int? FusedExpertKernels { get; init; }

    /// <summary>Units that take one tile of a matrix product each (streaming multiprocessors); 1 where waves are not modelled.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>Cycles a second of those units where matrix units reach their published peak; <c>null</c> where not known.</summary>
    public double? ClockHertz { get; init; }

    /// <summary>
    /// Share of the 16-bit peak that matrix instructions of a single warp reach (<c>mma.sync</c>), where the architecture has others that
    /// reach more; <c>null</c> where it has not, or where not known.
    /// </summary>
    public double? WarpMatrixShare { get; init; }

    /// <summary>The same for the grouped products of experts.</summary>
    public double? WarpMatrixExpertShare { get; init; }

    /// <summary>
    /// Whether the attention kernel for prompts takes the query heads of a decoding sequence one by one, so that keys are read once for each
    /// head of a group (FlashAttention 2; FlashAttention 3 on Hopper packs a group into one tile). <c>null</c> counts as <c>false</c>.
    /// </summary>
    public bool? PromptAttentionByHead { get; init; }

    /// <summary>Attention of decoding sequences.</summary>
    public required DecodeAttentionEfficiency DecodeAttention { get; init; }

    /// <summary>Attention of prefill chunks.</summary>
    public required PrefillAttentionEfficiency PrefillAttention { get; init; }

    /// <summary>Norms, rotary embedding, activation function, residuals, sampling.</summary>
    public required ElementwiseEfficiency Elementwise { get; init; }

    /// <summary>All-reduce, measured or in closed form: kernels on registered buffers while the buffer is small, the collective library beyond.</summary>
    public required AllReduceEfficiency AllReduce { get; init; }

    /// <summary>All-reduce by kernels that go through a workspace, measured; where <c>null</c>, <see cref="AllReduce"/> applies.</summary>
    public AllReduceEfficiency? WorkspaceAllReduce { get; init; }

    /// <summary>All-reduce by the collective library for every size, measured; where <c>null</c>, <see cref="AllReduce"/> applies.</summary>
    public AllReduceEfficiency? LibraryAllReduce { get; init; }

    /// <summary>All-to-all, measured; where <c>null</c>, it counts as half an all-reduce: what leaves a device is the same, once instead of twice.</summary>
    public AllReduceEfficiency? AllToAll { get; init; }
}
