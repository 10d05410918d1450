using InferenceSim.Hardware;
using InferenceSim.Simulation;

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
    // What most generations have of their own, in this order.
    private static readonly string[] s_usual = ["step_seconds", "per_sequence_seconds", "gemm_launch_seconds", "front_end_seconds"];

    private static readonly HostParameter[] s_all =
    [
        new("step_seconds", h => h.StepSeconds, (h, v) => h with { StepSeconds = v }, 7e-4, 2e-5, 6e-3),
        new("per_sequence_seconds", h => h.PerSequenceSeconds, (h, v) => h with { PerSequenceSeconds = v }, 2e-5, 1e-6, 6e-5),
        new("stream_token_seconds", h => h.StreamTokenSeconds ?? 0, (h, v) => h with { StreamTokenSeconds = v }, 8e-5, 1e-5, 3e-4),
        new("gemm_launch_seconds", h => h.GemmLaunchSeconds ?? 3.5e-6, (h, v) => h with { GemmLaunchSeconds = v }, 4e-6, 1e-6, 1.5e-5),
        new("eager_host_seconds", h => h.EagerHostSeconds ?? 0, (h, v) => h with { EagerHostSeconds = v }, 3e-5, 2e-6, 2e-4),
        new("front_end_seconds", h => h.FrontEndSeconds ?? 1e-3, (h, v) => h with { FrontEndSeconds = v }, 1e-2, 1e-4, 0.06),
    ];

    /// <summary>How many terms a generation has of its own.</summary>
    public const int Count = 4;

    /// <summary>The four of <paramref name="host"/>: those its profile says were fitted, else the usual ones.</summary>
    /// <exception cref="InvalidConfigurationException">The profile's fit names others, or not four.</exception>
    public static IReadOnlyList<HostParameter> Of(HostOverhead host)
    {
        ArgumentNullException.ThrowIfNull(host);
        HostParameter[] own = [.. s_all.Where(p => (host.Fit?.Parameters ?? s_usual).Contains(p.Name))];
        return own.Length == Count ? own : throw new InvalidConfigurationException(
            $"{host.Name}: fit.parameters must name four of {string.Join(", ", s_all.Select(p => p.Name))}");
    }
}
