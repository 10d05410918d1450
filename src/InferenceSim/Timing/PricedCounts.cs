namespace InferenceSim.Timing;

/// <summary>
/// Times and bytes by token count, each computed once and kept in pages that are made as counts are met. Safe for several threads, which
/// share it without locks: two that meet a count at once compute the same price.
/// </summary>
internal sealed class PricedCounts
{
    private const int PageBits = 9;
    private const int PageSize = 1 << PageBits;

    // Larger steps (a whole static batch of long prompts) are rare and priced afresh, so that the table stays small.
    private const int LargestKept = 1 << 17;

    private readonly ITokenOperator[] _operators;
    private readonly Price[]?[] _pages = new Price[]?[LargestKept >> PageBits];

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
            int page = tokens >> PageBits;
            if ((uint)page < (uint)_pages.Length && _pages[page] is { } kept)
            {
                // The bytes were written before the picoseconds, which are never 0.
                ref Price price = ref kept[tokens & (PageSize - 1)];
                long picoseconds = Volatile.Read(ref price.Picoseconds);
                if (picoseconds > 0)
                {
                    return (picoseconds, price.Bytes);
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

        (long Picoseconds, long Bytes) cost = Compute(tokens);
        if (tokens < LargestKept)
        {
            ref Price[]? page = ref _pages[tokens >> PageBits];
            if (page is null)
            {
                Interlocked.CompareExchange(ref page, new Price[PageSize], null);
            }

            ref Price price = ref page[tokens & (PageSize - 1)];
            price.Bytes = cost.Bytes;
            Volatile.Write(ref price.Picoseconds, cost.Picoseconds);
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

    private struct Price
    {
        public long Picoseconds;
        public long Bytes;
    }
}
