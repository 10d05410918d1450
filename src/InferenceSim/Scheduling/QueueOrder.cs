namespace InferenceSim.Scheduling;

/// <summary>The order in which waiting requests are admitted.</summary>
public enum QueueOrder
{
    /// <summary>First come, first served.</summary>
    Fcfs,

    /// <summary>By (priority, arrival, index), smallest first.</summary>
    Priority,
}
