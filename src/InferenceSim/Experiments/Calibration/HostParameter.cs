using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>One of the four host terms that an engine generation may have of its own.</summary>
/// <param name="Name">Its name in the profile.</param>
/// <param name="Get">Reads it, in seconds.</param>
/// <param name="Set">Writes it.</param>
/// <param name="Start">Where the search begins, in seconds, whatever is shipped, so that a fit reproduces itself.</param>
/// <param name="Least">Smallest value that makes sense, in seconds.</param>
/// <param name="Most">Largest.</param>
public sealed record HostParameter(
    string Name, Func<HostOverhead, double> Get, Func<HostOverhead, double, HostOverhead> Set, double Start, double Least, double Most)
{
    private static readonly HostParameter s_streamed = new(
        "stream_token_seconds", h => h.StreamTokenSeconds ?? 0, (h, v) => h with { StreamTokenSeconds = v }, 8e-5, 1e-5, 3e-4);

    /// <summary>
    /// The four of <paramref name="host"/>: where nothing adds to a step for its sequences but messages to clients are known to take time, it is
    /// that time which is fitted.
    /// </summary>
    public static IReadOnlyList<HostParameter> Of(HostOverhead host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host is { PerSequenceSeconds: 0, StreamTokenSeconds: not null } ? [All[0], s_streamed, All[2], All[3]] : All;
    }

    /// <summary>All four: per step, per sequence, launch of a product inside a graph, front end.</summary>
    public static IReadOnlyList<HostParameter> All { get; } =
    [
        new("step_seconds", h => h.StepSeconds, (h, v) => h with { StepSeconds = v }, 7e-4, 2e-5, 6e-3),
        new("per_sequence_seconds", h => h.PerSequenceSeconds, (h, v) => h with { PerSequenceSeconds = v }, 2e-5, 1e-6, 6e-5),
        new("gemm_launch_seconds", h => h.GemmLaunchSeconds ?? 3.5e-6, (h, v) => h with { GemmLaunchSeconds = v }, 4e-6, 1e-6, 1.5e-5),
        new("front_end_seconds", h => h.FrontEndSeconds ?? 1e-3, (h, v) => h with { FrontEndSeconds = v }, 1e-2, 1e-4, 0.06),
    ];
}
