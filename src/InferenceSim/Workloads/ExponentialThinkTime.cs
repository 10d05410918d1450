using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Exponentially distributed think times.</summary>
public sealed record ExponentialThinkTime : IThinkTime
{
    /// <summary>Think times with mean <paramref name="meanSeconds"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or beyond the range of simulated time.</exception>
    public ExponentialThinkTime(double meanSeconds)
    {
        _ = SimDuration.FromSeconds(meanSeconds * 40); // the largest draw of 53 bits is below 37 means
        MeanSeconds = meanSeconds;
    }

    /// <summary>The mean in seconds.</summary>
    public double MeanSeconds { get; }

    /// <inheritdoc/>
    public SimDuration Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return SimDuration.FromSeconds(-Math.Log(1 - random.NextUniform()) * MeanSeconds);
    }
}
