namespace InferenceSim.Timing;

/// <summary>A collective whose seconds follow from the bytes of the buffer, <c>calls</c> times a step.</summary>
internal sealed class CollectiveOperator(string name, Func<double, double> seconds, double bytesPerToken, int calls) : ITokenOperator
{
    public int Kernels => calls;

    public OperatorCost Price(int tokens) =>
        new(name, StepCause.Interconnect, calls * seconds(bytesPerToken * tokens), 0, 0, 0);
}
