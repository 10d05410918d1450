namespace InferenceSim.Scheduling;

/// <summary>The sequences that wait to be admitted.</summary>
internal interface IWaitingQueue
{
    /// <summary>How many wait.</summary>
    int Count { get; }

    /// <summary>The slot that is served next; there must be one.</summary>
    int Head { get; }

    /// <summary>Takes in a new arrival.</summary>
    void Add(int slot);

    /// <summary>Takes back a preempted sequence.</summary>
    void Return(int slot);

    /// <summary>Removes the head.</summary>
    void RemoveHead();
}
