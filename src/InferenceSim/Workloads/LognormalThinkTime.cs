using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>Think times from a mixture of lognormals (tools are quick, people are not), cut at a maximum.</summary>
public sealed record LognormalThinkTime : IThinkTime
{
    private readonly LognormalMixture _mixture;

    /// <summary>A mixture in seconds, longer draws becoming <paramref name="maximumSeconds"/>.</summary>
    /// <exception cref="ArgumentException">No components, a weight or sigma that is not positive, or a maximum out of range.</exception>
    public LognormalThinkTime(IReadOnlyList<LognormalComponent> components, double maximumSeconds = 86_400)
    {
        _ = SimDuration.FromSeconds(maximumSeconds);
        _mixture = new LognormalMixture(components);
        Components = components;
        MaximumSeconds = maximumSeconds;
    }

    /// <summary>The lognormals that are mixed, of seconds.</summary>
    public IReadOnlyList<LognormalComponent> Components { get; }

    /// <summary>The longest think time, in seconds; a day unless told.</summary>
    public double MaximumSeconds { get; }

    /// <inheritdoc/>
    public SimDuration Sample(RandomStream random) =>
        SimDuration.FromSeconds(Math.Min(MaximumSeconds, _mixture.Sample(random)));
}
