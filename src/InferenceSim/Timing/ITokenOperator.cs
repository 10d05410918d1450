namespace InferenceSim.Timing;

/// <summary>An operator whose price depends on a count of tokens only (scheduled ones, or sampled ones). Priced once per count and kept.</summary>
internal interface ITokenOperator
{
    /// <summary>The price of all its calls in a step of <paramref name="tokens"/> tokens, at least 1.</summary>
    OperatorCost Price(int tokens);
}
