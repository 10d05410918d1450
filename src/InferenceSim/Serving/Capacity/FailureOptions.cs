using InferenceSim.Simulation;

namespace InferenceSim.Serving.Capacity;

/// <summary>
/// How the replicas of a group fail and come back. Times between failures and times to repair are exponential, drawn for each replica from
/// its own random stream; a replica that comes back is new and its cache is empty.
/// </summary>
public sealed record FailureOptions
{
    /// <summary>Mean time from coming up to failing; <c>null</c> for none by chance.</summary>
    public SimDuration? MeanTimeBetween { get; init; }

    /// <summary>Mean time from failing to coming up.</summary>
    public SimDuration MeanTimeToRepair { get; init; }

    /// <summary>Failures at given times, by the number of the replica in its group.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>How often a request is sent to another replica, where it begins again, before it is lost with the next failure.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Whether a replica is paid for while it is down: yes for a broken machine, no for a spot machine that was taken away.</summary>
    public bool PaidWhileDown { get; init; } = true;
}

/// <summary>A failure at a given time.</summary>
/// <param name="Replica">Number of the replica in its group.</param>
/// <param name="Start">When it fails, from the first arrival on.</param>
/// <param name="Length">How long it is down.</param>
public sealed record Outage(int Replica, SimDuration Start, SimDuration Length);
