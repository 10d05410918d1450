namespace InferenceSim.Timing;

/// <summary>An operator that has fewer compute units: its computing takes <paramref name="factor"/> times as long, its moving of bytes does not.</summary>
/// <param name="whole">The operator with all units.</param>
/// <param name="factor">All units over those that it has.</param>
internal sealed class SlowedOperator(ITokenOperator whole, double factor) : ITokenOperator
{
    public int Kernels => whole.Kernels;

    public OperatorCost Price(int tokens)
    {
        OperatorCost cost = whole.Price(tokens);
        return cost.Cause == StepCause.Compute ? cost with { Seconds = factor * cost.Seconds } : cost;
    }
}
