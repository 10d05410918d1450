using System.Runtime.InteropServices;
using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Scheduling;

/// <summary>
/// What one step computes. The members of the decode cohort, if they take part, are not listed: they are a count and a sum, and come
/// before every listed entry in batch order.
/// </summary>
internal sealed class ScheduledBatch(int? window)
{
    private readonly List<PrefillChunk> _prefill = [];

    /// <summary>The listed entries in batch order.</summary>
    public List<BatchEntry> Entries { get; } = [];

    /// <summary>Number of the batch, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>When its output is there.</summary>
    public SimTime End { get; set; }

    /// <summary>When the blocks that it fetches from a tier are there; it cannot run before.</summary>
    public SimTime Ready { get; private set; }

    /// <summary>Slots whose last token it gives, in batch order.</summary>
    public List<int> Finishing { get; } = [];

    /// <summary>Whether it is the decode cohort and nothing else, and nobody leaves with it.</summary>
    public bool IsSteady => CohortDecodes && Entries.Count == 0 && Finishing.Count == 0;

    /// <summary>Whether everybody in it goes on beside the next: nobody ends with it, and nobody was preempted for it.</summary>
    public bool GoesOn => Sequences > 0 && Finishing.Count == 0 && Preempted.Count == 0;

    /// <summary>Slots preempted in this step, in order.</summary>
    public List<int> Preempted { get; } = [];

    /// <summary>Blocks moved to and from host memory before it runs.</summary>
    public int SwappedBlocks { get; set; }

    /// <summary>Whether the whole decode cohort takes part.</summary>
    public bool CohortDecodes { get; set; }

    /// <summary>Decoding sequences, the cohort's included.</summary>
    public int DecodeSequences { get; private set; }

    /// <summary>Drafted tokens that they verify, beyond one token each.</summary>
    public long DraftTokens { get; private set; }

    /// <summary>Sum of their contexts.</summary>
    public long DecodeContextSum { get; private set; }

    /// <summary>Sum of their contexts as far as sliding-window layers see them; 0 without any.</summary>
    public long DecodeWindowedContextSum { get; private set; }

    /// <summary>Tokens of the prefill chunks.</summary>
    public long PrefillTokens { get; private set; }

    /// <summary>All tokens.</summary>
    public long Tokens => PrefillTokens + DecodeSequences + DraftTokens;

    /// <summary>Prefill chunks.</summary>
    public int PrefillChunks => _prefill.Count;

    /// <summary>All sequences.</summary>
    public int Sequences => DecodeSequences + PrefillChunks;

    /// <summary>The shape that a predictor prices.</summary>
    public BatchShape Shape => new()
    {
        Prefill = CollectionsMarshal.AsSpan(_prefill),
        DecodeSequences = DecodeSequences,
        DraftTokens = (int)DraftTokens,
        DecodeContextSum = DecodeContextSum,
        DecodeWindowedContextSum = DecodeWindowedContextSum,
    };

    /// <summary>Makes the batch empty, to be filled as number <paramref name="number"/>.</summary>
    public void Clear(long number)
    {
        Number = number;
        Ready = SimTime.Zero;
        Finishing.Clear();
        Entries.Clear();
        Preempted.Clear();
        _prefill.Clear();
        SwappedBlocks = 0;
        CohortDecodes = false;
        DecodeSequences = 0;
        DraftTokens = 0;
        DecodeContextSum = 0;
        DecodeWindowedContextSum = 0;
        PrefillTokens = 0;
    }

    /// <summary>Lets it wait until <paramref name="ready"/>.</summary>
    public void DelayTo(SimTime ready) => Ready = ready > Ready ? ready : Ready;

    /// <summary>Lets the whole cohort decode.</summary>
    public void AddCohort(DecodeCohort cohort)
    {
        CohortDecodes = true;
        DecodeSequences = cohort.Count;
        DecodeContextSum = cohort.ContextSum;
        DecodeWindowedContextSum = cohort.Windowed.Sum;
    }

    /// <summary>Takes back an entry whose sequence was preempted after it had been scheduled.</summary>
    /// <returns>The tokens it had been given, 0 if it was not in the batch.</returns>
    public int Withdraw(int slot)
    {
        int at = Entries.FindIndex(e => e.Slot == slot);
        if (at < 0)
        {
            return 0;
        }

        int tokens = Entries[at].Tokens;
        Entries.RemoveAt(at);
        return tokens;
    }

    /// <summary>Totals the listed entries, once the batch is complete.</summary>
    public void Seal(SequenceTable sequences)
    {
        foreach (ref readonly BatchEntry entry in CollectionsMarshal.AsSpan(Entries))
        {
            if (entry.IsDecode)
            {
                DecodeSequences++;
                DraftTokens += entry.Tokens - 1;
                DecodeContextSum += entry.Context;
                DecodeWindowedContextSum += Math.Min(entry.Context, window ?? 0);
            }
            else
            {
                bool samples = entry.Context + entry.Tokens >= sequences[entry.Slot].Known;
                _prefill.Add(new PrefillChunk(entry.Tokens, entry.Context, samples));
                PrefillTokens += entry.Tokens;
            }
        }
    }
}
