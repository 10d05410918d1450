namespace InferenceSim.Scheduling;

/// <summary>Holds prompts back for some steps, though there is room for them: see <see cref="RankBalance"/> and <see cref="BatchWait"/>.</summary>
internal interface IPromptHold
{
    /// <summary>A request comes before the step with number <paramref name="next"/>.</summary>
    void Enter(ref Sequence sequence, long next);

    /// <summary>A sequence waits, for the first time or again; <paramref name="next"/> is the number of the next step.</summary>
    void Wait(in Sequence sequence, long next);

    /// <summary>A sequence waits no more.</summary>
    void EndWait(in Sequence sequence);

    /// <summary>A sequence goes for good.</summary>
    void Leave(in Sequence sequence);

    /// <summary>Whether nobody who waits may begin in step number <paramref name="step"/> beside <paramref name="running"/> sequences.</summary>
    bool Holds(long step, int running);

    /// <summary>For how many steps, the one with number <paramref name="step"/> the first, those who wait are held if nobody comes or goes. Changes nothing.</summary>
    long StepsHeld(long step, int running);

    /// <summary>Whether a waiting sequence has room for <paramref name="tokens"/> more tokens in this step.</summary>
    bool HasRoomFor(in Sequence sequence, int tokens);

    /// <summary>A sequence begins <paramref name="tokens"/> tokens in this step.</summary>
    void Begin(in Sequence sequence, int tokens);

    /// <summary>The hold that <paramref name="options"/> ask for, if any.</summary>
    static IPromptHold? Of(EngineOptions options) => options switch
    {
        { Policy: not BatchingPolicy.Vllm } => null,
        { RankBalance: { } balance } => new RankBalancing(options, balance),
        { BatchWait: { } wait } => new BatchWaiting(wait),
        _ => null,
    };
}
