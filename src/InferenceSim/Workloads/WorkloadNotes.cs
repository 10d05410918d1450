namespace InferenceSim.Workloads;

/// <summary>What was changed or left out on the way from a file or a distribution to requests.</summary>
/// <param name="ClippedToContext">Generated requests whose prompt or output was cut to fit the context limit.</param>
/// <param name="DroppedWithoutOutput">Trace rows without output tokens (failed requests), left out.</param>
/// <param name="OutsideWindow">Trace rows outside the window asked for, left out.</param>
/// <param name="DroppedWithoutPrompt">Trace rows with output but without prompt tokens, left out.</param>
public sealed record WorkloadNotes(
    long ClippedToContext = 0, long DroppedWithoutOutput = 0, long OutsideWindow = 0, long DroppedWithoutPrompt = 0);
