namespace InferenceSim.Scheduling;

/// <summary>
/// How long prompts have waited for others: see <see cref="BatchWait"/>. Steps count from the first in which somebody waits, and anew once
/// prompts have begun; those in which only memory is missing count too.
/// </summary>
internal sealed class BatchWaiting(BatchWait wait) : IPromptHold
{
    private int _waiting;
    private long _tokens;
    private long _from;

    /// <inheritdoc/>
    public void Enter(ref Sequence sequence, long next) => Wait(sequence, next);

    /// <inheritdoc/>
    public void Wait(in Sequence sequence, long next)
    {
        _from = _waiting++ == 0 ? next : _from;
        _tokens += sequence.Request.PromptTokens;
    }

    /// <inheritdoc/>
    public void EndWait(in Sequence sequence)
    {
        _waiting--;
        _tokens -= sequence.Request.PromptTokens;
    }

    /// <inheritdoc/>
    public void Leave(in Sequence sequence)
    {
    }

    /// <inheritdoc/>
    public bool Holds(long step, int running)
    {
        if (StepsHeld(step, running) > 0)
        {
            return true;
        }

        _from = step + 1;
        return false;
    }

    /// <inheritdoc/>
    public long StepsHeld(long step, int running) =>
        running == 0 || _tokens + running >= wait.EnoughTokens ? 0 : Math.Max(0, wait.MostSteps - (step - _from));

    /// <inheritdoc/>
    public bool HasRoomFor(in Sequence sequence, int tokens) => true;

    /// <inheritdoc/>
    public void Begin(in Sequence sequence, int tokens)
    {
    }
}
