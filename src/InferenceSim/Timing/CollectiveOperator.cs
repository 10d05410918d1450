using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>A collective over the tensor-parallel group, priced as a share of an all-reduce of the same buffer.</summary>
internal sealed class CollectiveOperator(
    string name, AllReduceEfficiency efficiency, double linkBytesPerSecond, long bytesPerToken, double shareOfAllReduce, int calls, int devices)
    : ITokenOperator
{
    public OperatorCost Price(int tokens)
    {
        double seconds = shareOfAllReduce * efficiency.Seconds(devices, (double)bytesPerToken * tokens, linkBytesPerSecond);
        return new OperatorCost(name, StepCause.Interconnect, calls * seconds, 0, 0, 0);
    }
}
