using InferenceSim.Simulation;
using MathNet.Numerics.Distributions;

namespace InferenceSim.Serving.Capacity;

/// <summary>Draws when the replicas of a group fail and how long they are down, each from its own stream.</summary>
internal sealed class FailureClock(FailureOptions options, ulong seed, int firstReplica, int replicas)
{
    private readonly RandomStream[] _random = [.. Enumerable.Range(firstReplica, replicas).Select(r => RandomStream.For(seed, "failures", r))];

    /// <summary>The configuration.</summary>
    public FailureOptions Options => options;

    /// <summary>Time until a replica that has just come up fails; <c>null</c> for never by chance.</summary>
    public SimDuration? UntilFailure(int replica) => options.MeanTimeBetween is { } mean ? Draw(replica, mean) : null;

    /// <summary>Time that a replica that has just failed is down.</summary>
    public SimDuration UntilRepair(int replica) => options.MeanTimeToRepair == SimDuration.Zero ? SimDuration.Zero : Draw(replica, options.MeanTimeToRepair);

    private SimDuration Draw(int replica, SimDuration mean) =>
        SimDuration.FromSeconds(Exponential.Sample(_random[replica - firstReplica], 1 / mean.Seconds));
}
