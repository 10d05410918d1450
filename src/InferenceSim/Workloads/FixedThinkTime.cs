using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Always the same think time.</summary>
public sealed record FixedThinkTime : IThinkTime
{
    /// <summary>Always <paramref name="seconds"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or beyond the range of simulated time.</exception>
    public FixedThinkTime(double seconds)
    {
        _ = SimDuration.FromSeconds(seconds);
        Seconds = seconds;
    }

    /// <summary>The think time in seconds.</summary>
    public double Seconds { get; }

    /// <inheritdoc/>
    public SimDuration Sample(RandomStream random) => SimDuration.FromSeconds(Seconds);
}
