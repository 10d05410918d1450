using InferenceSim.Scheduling;

namespace InferenceSim.Serving;

/// <summary>Sees what a replica decides, for tests against recordings.</summary>
internal interface IReplicaObserver
{
    /// <summary>A batch was scheduled (it may be empty) and priced; its output is not yet applied.</summary>
    void OnScheduled(Replica replica, long durationPicoseconds);

    /// <summary>The output of <paramref name="batch"/>, the oldest under way, was applied; the replica's clock stands at its end.</summary>
    void OnCompleted(Replica replica, ScheduledBatch batch);

    /// <summary>Steps are about to be leapt over, from the state that the replica is in; step i lasts <paramref name="firstDuration"/> + i * <paramref name="durationStep"/> picoseconds.</summary>
    void OnLeap(Replica replica, long steps, long firstDuration, long durationStep);
}
