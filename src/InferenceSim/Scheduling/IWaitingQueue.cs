namespace InferenceSim.Scheduling;

/// <summary>The sequences that wait to be admitted.</summary>
internal interface IWaitingQueue
{
    /// <summary>How many wait.</summary>
    int Count { get; }

    /// <summary>The slot that is served next; there must be one.</summary>
    int Head { get; }

    /// <summary>Whether the head stays the same while others run, for as long as nobody comes or goes.</summary>
    bool HeadStays { get; }

    /// <summary>Takes in a new arrival.</summary>
    void Add(int slot);

    /// <summary>Takes back a preempted sequence.</summary>
    void Return(int slot);

    /// <summary>Removes the head.</summary>
    void RemoveHead();

    /// <summary>Passes over the head for the rest of this step: a preempted sequence whose last output is still under way.</summary>
    void SetHeadAside();

    /// <summary>At the end of a step those passed over wait again, in their original order.</summary>
    void TakeBackAside();

    /// <summary>Copies the waiting sequences in order.</summary>
    void CopyTo(List<int> slots);

    /// <summary>Removes a sequence wherever it stands.</summary>
    void Remove(int slot);

    /// <summary>A running sequence is about to leave for good.</summary>
    void OnLeaving(int slot);
}
