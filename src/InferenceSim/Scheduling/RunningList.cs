namespace InferenceSim.Scheduling;

/// <summary>The running sequences in order of admission: a doubly linked list through their slots, every operation O(1).</summary>
internal sealed class RunningList(SequenceTable sequences)
{
    private long _admissions;

    /// <summary>How many run.</summary>
    public int Count { get; private set; }

    /// <summary>The longest running, or -1.</summary>
    public int First { get; private set; } = -1;

    /// <summary>The latest admitted, or -1.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Appends a sequence.</summary>
    public void Add(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        sequence.AdmissionOrder = _admissions++;
        sequence.IsRunning = true;
        sequence.PreviousRunning = Last;
        sequence.NextRunning = -1;
        if (Last >= 0)
        {
            sequences[Last].NextRunning = slot;
        }
        else
        {
            First = slot;
        }

        Last = slot;
        Count++;
    }

    /// <summary>Removes a sequence; the order of the others is kept.</summary>
    public void Remove(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        sequence.IsRunning = false;
        if (sequence.PreviousRunning >= 0)
        {
            sequences[sequence.PreviousRunning].NextRunning = sequence.NextRunning;
        }
        else
        {
            First = sequence.NextRunning;
        }

        if (sequence.NextRunning >= 0)
        {
            sequences[sequence.NextRunning].PreviousRunning = sequence.PreviousRunning;
        }
        else
        {
            Last = sequence.PreviousRunning;
        }

        Count--;
    }
}
