using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>A request that a deployment is done with.</summary>
/// <param name="Sequence">The request, as the scheduler saw it, and what happened to it; when it was lost, of a lost one.</param>
/// <param name="Loss">Why it was not served to its end, if it was lost with a replica.</param>
/// <param name="Pool">The number of the group that had it.</param>
internal readonly record struct Departure(FinishedSequence Sequence, string? Loss, int Pool)
{
    /// <summary>One that was lost at <paramref name="time"/>.</summary>
    public static Departure Lost(in Request request, string loss, SimTime time, int pool) =>
        new(new FinishedSequence(request, default, default, time, 0, 0, 0, 0, 0, 0), loss, pool);
}
