namespace InferenceSim.Serving;

/// <summary>Sums over the steps of an engine. All integers, so totals of leaps and of single steps are equal.</summary>
internal record struct EngineTotals
{
    public long Steps;
    public long ScheduledSequences;
    public long ComputedTokens;
    public long OutputTokens;
    public long DiscardedOutputTokens;
    public long Preemptions;
    public long DraftTokens;
    public long AcceptedDraftTokens;
    public long Verifications;
    public Int128 SwapPicoseconds;
    public Int128 SwappedBytes;
    public Int128 BusyPicoseconds;
    public Int128 PrefillPicoseconds;
    public Int128 StallPicoseconds;
    public Int128 LoadingPicoseconds;
    public Int128 Flops;
    public Int128 Bytes;
    public Int128 BlockTime;
    public Int128 RequestTime;

    /// <summary>What came to the totals since <paramref name="earlier"/>.</summary>
    public readonly EngineTotals Since(in EngineTotals earlier) => new()
    {
        Steps = Steps - earlier.Steps,
        ScheduledSequences = ScheduledSequences - earlier.ScheduledSequences,
        ComputedTokens = ComputedTokens - earlier.ComputedTokens,
        OutputTokens = OutputTokens - earlier.OutputTokens,
        DiscardedOutputTokens = DiscardedOutputTokens - earlier.DiscardedOutputTokens,
        Preemptions = Preemptions - earlier.Preemptions,
        DraftTokens = DraftTokens - earlier.DraftTokens,
        AcceptedDraftTokens = AcceptedDraftTokens - earlier.AcceptedDraftTokens,
        Verifications = Verifications - earlier.Verifications,
        SwapPicoseconds = SwapPicoseconds - earlier.SwapPicoseconds,
        SwappedBytes = SwappedBytes - earlier.SwappedBytes,
        BusyPicoseconds = BusyPicoseconds - earlier.BusyPicoseconds,
        PrefillPicoseconds = PrefillPicoseconds - earlier.PrefillPicoseconds,
        StallPicoseconds = StallPicoseconds - earlier.StallPicoseconds,
        LoadingPicoseconds = LoadingPicoseconds - earlier.LoadingPicoseconds,
        Flops = Flops - earlier.Flops,
        Bytes = Bytes - earlier.Bytes,
        BlockTime = BlockTime - earlier.BlockTime,
        RequestTime = RequestTime - earlier.RequestTime,
    };

    /// <summary>The sums of two engines.</summary>
    public static EngineTotals operator +(in EngineTotals left, in EngineTotals right) => new()
    {
        Steps = left.Steps + right.Steps,
        ScheduledSequences = left.ScheduledSequences + right.ScheduledSequences,
        ComputedTokens = left.ComputedTokens + right.ComputedTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        DiscardedOutputTokens = left.DiscardedOutputTokens + right.DiscardedOutputTokens,
        Preemptions = left.Preemptions + right.Preemptions,
        DraftTokens = left.DraftTokens + right.DraftTokens,
        AcceptedDraftTokens = left.AcceptedDraftTokens + right.AcceptedDraftTokens,
        Verifications = left.Verifications + right.Verifications,
        SwapPicoseconds = left.SwapPicoseconds + right.SwapPicoseconds,
        SwappedBytes = left.SwappedBytes + right.SwappedBytes,
        BusyPicoseconds = left.BusyPicoseconds + right.BusyPicoseconds,
        PrefillPicoseconds = left.PrefillPicoseconds + right.PrefillPicoseconds,
        StallPicoseconds = left.StallPicoseconds + right.StallPicoseconds,
        LoadingPicoseconds = left.LoadingPicoseconds + right.LoadingPicoseconds,
        Flops = left.Flops + right.Flops,
        Bytes = left.Bytes + right.Bytes,
        BlockTime = left.BlockTime + right.BlockTime,
        RequestTime = left.RequestTime + right.RequestTime,
    };
}
