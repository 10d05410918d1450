using System.Text.Json.Serialization;

namespace InferenceSim.Hardware;

/// <summary>
/// What the engine's host code adds to every step: <c>step + sequences * perSequence</c>. A synchronous engine takes accelerator time plus
/// host time, an overlapped one the longer of the two. The front end is apart: <see cref="FrontEndSeconds"/>.
/// </summary>
/// <param name="Name">Engine generation, e.g. <c>vllm-v1</c>.</param>
/// <param name="StepSeconds">Per step.</param>
/// <param name="PerSequenceSeconds">Per sequence that samples a token in the step.</param>
/// <param name="Overlapped">Whether host work hides behind the accelerator's.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record HostOverhead(string Name, double StepSeconds, double PerSequenceSeconds, bool Overlapped, string Source)
{
    // Generated JSON code passes null for what a file leaves out.

    /// <summary>
    /// Time that a front end in a process of its own spends on a message to a client (detokenizing, serializing), in seconds. It does not add to a
    /// step, but no step lasts less than its messages take there: the reciprocal is the most tokens a second that one server streams one by
    /// one. <c>null</c> counts as none.
    /// </summary>
    public double? StreamTokenSeconds { get; init; }

    /// <summary>These terms for a server that sends a client <paramref name="interval"/> tokens at a time; 0 for answers that are not streamed.</summary>
    public HostOverhead WithStreamInterval(int interval) => this with { StreamTokenSeconds = interval == 0 ? null : StreamTokenSeconds / interval };

    /// <summary>
    /// Time per step, sequence that the engine was built for (used or not) and accelerator beyond the first, in seconds: found in measurements of
    /// one generation, its cause not known. <c>null</c> counts as none.
    /// </summary>
    public double? SlotSeconds { get; init; }

    /// <summary>
    /// These terms for an engine that was built for <paramref name="slots"/> sequences on <paramref name="accelerators"/> accelerators, in
    /// <paramref name="ranks"/> data-parallel ranks with equal parts of them.
    /// </summary>
    public HostOverhead WithSlots(int slots, int accelerators, int ranks = 1) => this with
    {
        StepSeconds = StepSeconds + ((SlotSeconds ?? 0) * slots * (accelerators - 1)),
        SlotSeconds = null,
        Slots = GraphSizes is null ? null : (slots + ranks - 1) / ranks,
    };

    /// <summary>
    /// Sizes of the captured graphs of decode steps, ascending: a step of fewer sequences runs in the next larger one, its empty places computed
    /// by all layers. <c>null</c>: so many that the difference does not matter.
    /// </summary>
    public IReadOnlyList<int>? GraphSizes { get; init; }

    /// <summary>Sequences that a rank of the engine was built for, where <see cref="GraphSizes"/> matter: no graph is larger. Not in files.</summary>
    [JsonIgnore]
    public int? Slots { get; init; }

    /// <summary>Sequences that a decode step of <paramref name="sequences"/> computes.</summary>
    public int Padded(int sequences)
    {
        foreach (int size in GraphSizes ?? [])
        {
            if (size >= sequences)
            {
                return Math.Max(sequences, Math.Min(size, Slots ?? size));
            }
        }

        return sequences;
    }

    /// <summary>What the terms were fitted on; <c>null</c> where they were not.</summary>
    public HostFitQuality? Fit { get; init; }

    /// <summary>
    /// Time in the front end (HTTP, tokenizing, queues between processes) before a request reaches the scheduler, in seconds: part of the time to
    /// first token, never of a step. <c>null</c> counts as none.
    /// </summary>
    public double? FrontEndSeconds { get; init; }

    /// <summary>
    /// Time that the front end's one server is busy with a request of any length, in seconds: the reciprocal of the most requests it passes on.
    /// Simultaneous requests reach the scheduler one after the other. <c>null</c> counts as none.
    /// </summary>
    public double? FrontEndRequestSeconds { get; init; }

    /// <summary>The same for a token of the prompt (tokenizing, copying between processes), in seconds; <c>null</c> counts as none.</summary>
    public double? FrontEndPromptTokenSeconds { get; init; }

    /// <summary>Fixed time of a matrix product inside a captured graph, which takes the place of <see cref="GemmEfficiency.LaunchSeconds"/>; <c>null</c> keeps the kernels' own.</summary>
    public double? GemmLaunchSeconds { get; init; }

    /// <summary>
    /// Kernels of an expert layer (scores and top experts, sort, gather, quantisation, two grouped products, activation, weighted sum), each of
    /// which costs <see cref="GemmLaunchSeconds"/> inside a captured graph; <c>null</c> counts as 7.
    /// </summary>
    public int? ExpertKernels { get; init; }

    /// <summary>
    /// Whether expert kernels find and apply the scales of blocks in passing, so that rows for experts with block scales are moved as fast as those
    /// for other eight-bit experts. <c>null</c> counts as <c>false</c>: in kernels of their own, as timed.
    /// </summary>
    public bool? FusedBlockScales { get; init; }

    /// <summary>
    /// Kernels that narrow the activations of one product to its format: finding the largest value, scaling, arranging the scales. 0 where
    /// the kernel before the product does it (one stays for scales of blocks); <c>null</c> counts as 1.
    /// </summary>
    public int? QuantisationKernels { get; init; }

    /// <summary>
    /// Passes that those kernels make over the activations in memory; <c>null</c>: one a kernel. More where a kernel begins while the one before
    /// it ends, so that its launch costs nothing and its pass does.
    /// </summary>
    public int? QuantisationPasses { get; init; }

    /// <summary>
    /// Clock cycles per key of a decode attention that reads the whole context of a sequence and KV head in one thread block: few sequences
    /// then wait for latency, not for bandwidth. <c>null</c> for engines that divide a context among blocks (Flash-Decoding, 2023).
    /// </summary>
    public double? SingleBlockKeyCycles { get; init; }

    /// <summary>Query heads that such a block serves at once, where a model's groups are a multiple of it; <c>null</c> counts as one.</summary>
    public int? SingleBlockHeads { get; init; }

    /// <summary>
    /// Whether decoding sequences that share a step with prompts go through the attention kernel for prompts, in one call with them
    /// (<see cref="KernelProfile.PromptAttentionByHead"/>), instead of a call of their own. <c>null</c> counts as <c>false</c>.
    /// </summary>
    public bool? MixedAttention { get; init; }

    /// <summary>
    /// Whether 16-bit products are made of the matrix instructions of a single warp, which every generation of accelerators knows, instead
    /// of those that a new generation brings (<see cref="KernelProfile.WarpMatrixShare"/>).
    /// </summary>
    public bool? WarpMatrixKernels { get; init; }

    /// <summary>Whose all-reduce the engine uses; <c>null</c> counts as <see cref="CollectiveKind.Registered"/>.</summary>
    public CollectiveKind? Collectives { get; init; }

    /// <summary>Most tokens of a step that runs as a captured graph; beyond it kernels are launched one by one. <c>null</c> counts as 512, vLLM's default.</summary>
    public int? GraphTokens { get; init; }

    /// <summary>
    /// Most tokens of a step with prompts that runs as a captured graph; 0 for engines that capture decoding steps only. <c>null</c>: as
    /// <see cref="GraphTokens"/>.
    /// </summary>
    public int? PromptGraphTokens { get; init; }

    /// <summary>What a kernel launched outside a graph starts later than one inside, in seconds: a bubble on the accelerator.</summary>
    public double? EagerLaunchSeconds { get; init; }

    /// <summary>
    /// Host time to launch a kernel outside a graph, in seconds: what an engine's Python takes to walk through the model. It hides behind the
    /// accelerators where those need longer.
    /// </summary>
    public double? EagerHostSeconds { get; init; }
}
