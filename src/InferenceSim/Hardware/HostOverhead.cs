namespace InferenceSim.Hardware;

/// <summary>
/// What the engine's host code adds to every step: <c>step + sequences * perSequence</c>. A synchronous engine takes accelerator time plus
/// host time, an overlapped one the longer of the two. The front end (HTTP, tokenizing, streaming) is not in it.
/// </summary>
/// <param name="Name">Engine generation, e.g. <c>vllm-v1</c>.</param>
/// <param name="StepSeconds">Per step.</param>
/// <param name="PerSequenceSeconds">Per sequence that samples a token in the step.</param>
/// <param name="Overlapped">Whether host work hides behind the accelerator's.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record HostOverhead(string Name, double StepSeconds, double PerSequenceSeconds, bool Overlapped, string Source);
