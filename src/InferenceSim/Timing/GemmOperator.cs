namespace InferenceSim.Timing;

/// <summary>A weight matrix of <c>k x n</c> per accelerator times <c>m</c> tokens, <c>calls</c> times a step.</summary>
internal sealed class GemmOperator(string name, WeightStorage storage, long n, long k, long weightBytes, int calls, int devices, double bandwidth)
    : ITokenOperator
{
    private const int ActivationBytes = 2;

    public OperatorCost Price(int tokens)
    {
        long flops = 2L * tokens * n * k;
        long bytes = weightBytes + (ActivationBytes * tokens * (n + k));
        double compute = flops / (storage.Efficiency.FlopsShare(tokens) * storage.PeakFlopsPerSecond);
        double memory = bytes / (storage.Efficiency.BandwidthShare * bandwidth);
        return new OperatorCost(
            name,
            compute > memory ? StepCause.Compute : StepCause.Memory,
            calls * Math.Max(compute, memory),
            calls * storage.Efficiency.LaunchSeconds,
            flops * calls * devices,
            bytes * calls * devices);
    }
}
