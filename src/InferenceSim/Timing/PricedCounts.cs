namespace InferenceSim.Timing;

/// <summary>Times and bytes by token count, each computed once and kept in a flat array that grows with the largest count seen.</summary>
internal sealed class PricedCounts
{
    // Larger steps (a whole static batch of long prompts) are rare and priced afresh, so that the table stays small.
    private const int LargestKept = 1 << 17;

    private readonly ITokenOperator[] _operators;
    private (long Picoseconds, long Bytes)[] _kept = new (long, long)[256];

    public PricedCounts(ITokenOperator[] operators)
    {
        _operators = operators;
        Kernels = operators.Sum(o => o.Kernels);
        FlopsPerToken = operators.Sum(o => o.Price(1).Flops);
    }

    /// <summary>Kernels launched for them in a step.</summary>
    public int Kernels { get; }

    /// <summary>Operations per token.</summary>
    public long FlopsPerToken { get; }

    /// <summary>The price for <paramref name="tokens"/>; nothing for none.</summary>
    public (long Picoseconds, long Bytes) this[int tokens]
    {
        get
        {
            (long Picoseconds, long Bytes)[] kept = _kept;
            if ((uint)tokens < (uint)kept.Length)
            {
                (long Picoseconds, long Bytes) cost = kept[tokens];
                if (cost.Picoseconds > 0)
                {
                    return cost;
                }
            }

            return Fill(tokens);
        }
    }

    private (long Picoseconds, long Bytes) Fill(int tokens)
    {
        if (tokens == 0 || _operators.Length == 0)
        {
            return default;
        }

        (long, long) cost = Compute(tokens);
        if (tokens < LargestKept)
        {
            if (tokens >= _kept.Length)
            {
                Array.Resize(ref _kept, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)tokens + 1));
            }

            _kept[tokens] = cost;
        }

        return cost;
    }

    private (long Picoseconds, long Bytes) Compute(int tokens)
    {
        double seconds = 0;
        long bytes = 0;
        foreach (ITokenOperator each in _operators)
        {
            OperatorCost cost = each.Price(tokens);
            seconds += cost.Seconds + cost.LaunchSeconds;
            bytes += cost.Bytes;
        }

        return (Math.Max(1, Picoseconds.From(seconds)), bytes);
    }
}
