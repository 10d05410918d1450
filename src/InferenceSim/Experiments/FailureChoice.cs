using InferenceSim.Serving.Capacity;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>
/// How replicas fail, as a scenario file has it: <c>"failures": {"mtbf_hours": 200, "mttr_seconds": 300, "retries": 3}</c>, at given times
/// by <c>"outages": [{"replica": 0, "start_seconds": 60, "seconds": 120}]</c>, or both.
/// </summary>
public sealed record FailureChoice
{
    private const double SecondsPerHour = 3600;
    private const double DefaultMttrSeconds = 300;
    private const int DefaultRetries = 3;

    /// <summary>Mean hours from coming up to failing, exponential. Default: none fail by chance.</summary>
    public double? MtbfHours { get; init; }

    /// <summary>Mean seconds from failing to coming up, exponential. Default: 300.</summary>
    public double? MttrSeconds { get; init; }

    /// <summary>How often a request of a failed replica is sent to another before it is lost. Default: 3.</summary>
    public int? Retries { get; init; }

    /// <summary>Failures at given times. Default: none.</summary>
    public IReadOnlyList<OutageChoice>? Outages { get; init; }

    /// <summary>The same for the simulation of a group of <paramref name="replicas"/>.</summary>
    /// <exception cref="UsageException">A number is out of range; the message says what is allowed.</exception>
    internal FailureOptions Options(bool paidWhileDown, int replicas)
    {
        Require(MtbfHours is null or (> 0 and < 1e6), FormattableString.Invariant($"mtbf_hours {MtbfHours}: a number of hours above 0 is expected"));
        Require(MttrSeconds is null or (>= 0 and < 1e6), FormattableString.Invariant($"mttr_seconds {MttrSeconds}: seconds from 0 are expected"));
        Require(Retries is null or (>= 0 and < 1000), FormattableString.Invariant($"retries {Retries}: a whole number from 0 is expected"));
        foreach (OutageChoice outage in Outages ?? [])
        {
            Require(outage.Replica >= 0 && outage.Replica < replicas, FormattableString.Invariant($"an outage of replica {outage.Replica}: the group has replicas 0 to {replicas - 1}"));
            Require(outage is { StartSeconds: >= 0 and < 1e6, Seconds: >= 0 and < 1e6 }, "start_seconds and seconds of an outage: numbers from 0 are expected");
        }

        return new FailureOptions
        {
            MeanTimeBetween = MtbfHours is double hours ? SimDuration.FromSeconds(hours * SecondsPerHour) : null,
            MeanTimeToRepair = SimDuration.FromSeconds(MttrSeconds ?? DefaultMttrSeconds),
            Retries = Retries ?? DefaultRetries,
            PaidWhileDown = paidWhileDown,
            Outages = [.. (Outages ?? []).Select(o => new Outage(o.Replica, SimDuration.FromSeconds(o.StartSeconds), SimDuration.FromSeconds(o.Seconds)))],
        };
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException($"failures: {message}");
        }
    }
}

/// <summary>A failure at a given time.</summary>
public sealed record OutageChoice
{
    /// <summary>Number of the replica in its group, from 0.</summary>
    public required int Replica { get; init; }

    /// <summary>When it fails, in seconds from the first arrival.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>How long it is down.</summary>
    public required double Seconds { get; init; }
}
