using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>A request that a deployment is done with.</summary>
/// <param name="Request">The request, as the scheduler saw it.</param>
/// <param name="Sequence">What happened to it, if it was served to its end.</param>
/// <param name="Loss">Why it was not, if it was lost with a replica.</param>
/// <param name="Time">When.</param>
/// <param name="Pool">The number of the group that had it.</param>
internal readonly record struct Departure(Request Request, FinishedSequence? Sequence, string? Loss, SimTime Time, int Pool)
{
    /// <summary>Whether it has only had its first token here and goes on at another group: the deployment is not done with it.</summary>
    public bool GoesOn { get; init; }
}
