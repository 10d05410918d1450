namespace InferenceSim.Scheduling;

/// <summary>
/// First come, first served; a preempted sequence goes to the front. Those passed over while their output was under way are served before
/// all others, as in vLLM's second queue.
/// </summary>
internal sealed class FcfsQueue : IWaitingQueue
{
    private readonly SlotRing _waiting = new();
    private readonly SlotRing _passedOver = new();
    private readonly List<int> _aside = [];

    /// <inheritdoc/>
    public int Count => _waiting.Count + _passedOver.Count;

    /// <inheritdoc/>
    public int Head => Front.First;

    /// <inheritdoc/>
    public bool HeadStays => true;

    private SlotRing Front => _passedOver.Count > 0 ? _passedOver : _waiting;

    /// <inheritdoc/>
    public void Add(int slot) => _waiting.AddLast(slot);

    /// <inheritdoc/>
    public void Return(int slot) => _waiting.AddFirst(slot);

    /// <inheritdoc/>
    public void RemoveHead() => Front.RemoveFirst();

    /// <inheritdoc/>
    public void SetHeadAside()
    {
        _aside.Add(Head);
        RemoveHead();
    }

    /// <inheritdoc/>
    public void TakeBackAside()
    {
        for (int i = _aside.Count - 1; i >= 0; i--)
        {
            _passedOver.AddFirst(_aside[i]);
        }

        _aside.Clear();
    }

    /// <inheritdoc/>
    public void CopyTo(List<int> slots)
    {
        _passedOver.CopyTo(slots);
        _waiting.CopyTo(slots);
    }

    /// <inheritdoc/>
    public void Remove(int slot)
    {
        if (!_passedOver.Remove(slot))
        {
            _waiting.Remove(slot);
        }
    }

    /// <inheritdoc/>
    public void OnLeaving(int slot)
    {
    }
}
