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

    /// <summary>What the terms were fitted on; <c>null</c> where they were not.</summary>
    public HostFitQuality? Fit { get; init; }

    /// <summary>
    /// Time in the front end (HTTP, tokenizing, queues between processes) before a request reaches the scheduler, in seconds: part of the time to
    /// first token, never of a step. <c>null</c> counts as none.
    /// </summary>
    public double? FrontEndSeconds { get; init; }

    /// <summary>Fixed time of a matrix product inside a captured graph, which takes the place of <see cref="GemmEfficiency.LaunchSeconds"/>; <c>null</c> keeps the kernels' own.</summary>
    public double? GemmLaunchSeconds { get; init; }

    /// <summary>
    /// Fixed time of an expert layer's kernels inside a captured graph, in place of that of <see cref="KernelProfile.Experts"/>, which is
    /// mostly launches one by one; <c>null</c> keeps the kernels' own.
    /// </summary>
    public double? ExpertLaunchSeconds { get; init; }

    /// <summary>Most tokens of a step that runs as a captured graph; beyond it kernels are launched one by one. <c>null</c> counts as 512, vLLM's default.</summary>
    public int? GraphTokens { get; init; }

    /// <summary>Host time of launching one kernel outside a graph, in seconds; launches hide behind the accelerators as long as those need longer.</summary>
    public double? EagerLaunchSeconds { get; init; }
}
