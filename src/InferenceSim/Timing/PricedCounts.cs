namespace InferenceSim.Timing;

/// <summary>Prices by token count, each computed once and kept in a flat array that grows with the largest count seen.</summary>
internal sealed class PricedCounts(ITokenOperator[] operators)
{
    // Larger steps (a whole static batch of long prompts) are rare and priced afresh, so that the table stays small.
    private const int LargestKept = 1 << 17;

    private StepCost[] _kept = new StepCost[256];

    /// <summary>The price for <paramref name="tokens"/>; nothing for none.</summary>
    public StepCost this[int tokens]
    {
        get
        {
            StepCost[] kept = _kept;
            if ((uint)tokens < (uint)kept.Length)
            {
                StepCost cost = kept[tokens];
                if (cost.Picoseconds > 0)
                {
                    return cost;
                }
            }

            return Fill(tokens);
        }
    }

    private StepCost Fill(int tokens)
    {
        if (tokens == 0)
        {
            return default;
        }

        StepCost cost = Compute(tokens);
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

    private StepCost Compute(int tokens)
    {
        double seconds = 0;
        long flops = 0, bytes = 0;
        foreach (ITokenOperator each in operators)
        {
            OperatorCost cost = each.Price(tokens);
            seconds += cost.Seconds + cost.LaunchSeconds;
            flops += cost.Flops;
            bytes += cost.Bytes;
        }

        return new StepCost(Math.Max(1, Picoseconds.From(seconds)), flops, bytes);
    }
}
