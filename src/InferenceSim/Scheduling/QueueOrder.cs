namespace InferenceSim.Scheduling;

/// <summary>The order in which waiting requests are admitted.</summary>
public enum QueueOrder
{
    /// <summary>First come, first served.</summary>
    Fcfs,

    /// <summary>By (priority, arrival, index), smallest first; the only order that also decides who is preempted.</summary>
    Priority,

    /// <summary>The shortest prompt first.</summary>
    ShortestPrompt,

    /// <summary>The fewest tokens of prompt and answer first, which takes an oracle: nobody knows the answer's length.</summary>
    ShortestJob,

    /// <summary>The earliest deadline first; see <see cref="EngineOptions.Deadlines"/>.</summary>
    Deadline,

    /// <summary>The tenant that was served least first: see <see cref="FairShareQueue"/>.</summary>
    FairShare,
}
