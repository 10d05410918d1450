using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>Kernels that move <c>bytesPerToken</c> per token and accelerator and compute next to nothing.</summary>
internal sealed class ElementwiseOperator(string name, ElementwiseEfficiency efficiency, long bytesPerToken, int kernels, int devices, double bandwidth)
    : ITokenOperator
{
    public int Kernels => kernels;

    public OperatorCost Price(int tokens)
    {
        long bytes = bytesPerToken * tokens;
        return new OperatorCost(
            name,
            StepCause.Memory,
            bytes / (efficiency.BandwidthShare * bandwidth),
            kernels * efficiency.LaunchSeconds,
            0,
            bytes * devices);
    }
}
