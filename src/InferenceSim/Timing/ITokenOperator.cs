namespace InferenceSim.Timing;

/// <summary>An operator whose price depends on a count of tokens only (scheduled ones, or sampled ones). Priced once per count and kept.</summary>
internal interface ITokenOperator
{
    /// <summary>Kernels that a step launches for it, over all layers.</summary>
    int Kernels { get; }

    /// <summary>
    /// The price of all its calls for <paramref name="tokens"/> tokens, at least 1, of one part of the layout (a data-parallel rank's
    /// or a pipeline stage's share of the batch). FLOPs are proportional to the tokens.
    /// </summary>
    OperatorCost Price(int tokens);
}
