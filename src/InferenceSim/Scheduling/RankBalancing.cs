namespace InferenceSim.Scheduling;

/// <summary>
/// Which data-parallel rank every sequence of an engine lives on, and when prompts may begin on them: see <see cref="RankBalance"/>. A new
/// request goes to the rank with the fewest, as in TensorRT-LLM, and stays there.
/// </summary>
internal sealed class RankBalancing(EngineOptions options, RankBalance balance) : IPromptHold
{
    private readonly int _rankBudget = options.TokenBudget / balance.Ranks;
    private readonly int[] _sequences = new int[balance.Ranks];
    private readonly int[] _waiting = new int[balance.Ranks];
    private readonly int[] _running = new int[balance.Ranks]; // before the prompts of the step
    private readonly int[] _begun = new int[balance.Ranks];
    private int _ranksWithPrompts;
    private long _lastBegin;

    /// <summary>A request comes: gives it a rank, the first of those with the fewest sequences.</summary>
    public void Enter(ref Sequence sequence, long next)
    {
        int rank = Array.IndexOf(_sequences, _sequences.Min());
        _sequences[rank]++;
        sequence.Rank = (ushort)rank;
        Wait(sequence, next);
    }

    /// <inheritdoc/>
    public void Wait(in Sequence sequence, long next) => _ranksWithPrompts += _waiting[sequence.Rank]++ == 0 ? 1 : 0;

    /// <inheritdoc/>
    public void EndWait(in Sequence sequence) => _ranksWithPrompts -= --_waiting[sequence.Rank] == 0 ? 1 : 0;

    /// <inheritdoc/>
    public void Leave(in Sequence sequence) => _sequences[sequence.Rank]--;

    /// <summary>Whether nobody who waits may begin in step number <paramref name="step"/> beside <paramref name="running"/> sequences; else the ranks' budgets are whole.</summary>
    public bool Holds(long step, int running)
    {
        if (StepsHeld(step, running) > 0)
        {
            return true;
        }

        _lastBegin = step;
        for (int rank = 0; rank < balance.Ranks; rank++)
        {
            _running[rank] = _sequences[rank] - _waiting[rank];
            _begun[rank] = 0;
        }

        return false;
    }

    /// <summary>For how many steps, the one with number <paramref name="step"/> the first, those who wait are held if nobody comes or goes.</summary>
    public long StepsHeld(long step, int running)
    {
        if (running < balance.Ranks || _ranksWithPrompts == balance.Ranks)
        {
            return 0;
        }

        // The timeout runs on while nobody waits.
        long since = (step - _lastBegin) % balance.MostSteps;
        return since == 0 ? 0 : balance.MostSteps - since;
    }

    /// <summary>Whether the rank of a waiting sequence has room for <paramref name="tokens"/> more tokens in this step; for a first prompt in any case.</summary>
    public bool HasRoomFor(in Sequence sequence, int tokens)
    {
        int begun = _begun[sequence.Rank];
        return begun == 0 || _running[sequence.Rank] + begun + tokens <= _rankBudget;
    }

    /// <inheritdoc/>
    public void Begin(in Sequence sequence, int tokens) => _begun[sequence.Rank] += tokens;
}
