using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>
/// A weight matrix of <c>k x n</c> per accelerator times <c>m</c> tokens, <c>calls</c> times a step. Inside a captured graph, where the engine's
/// own launch time takes the place of the kernel's, activations that are narrower than 16 bits cost further launches: the kernels that
/// quantise them (in the isolated timings they are part of the launch).
/// </summary>
internal sealed class GemmOperator(string name, Accelerator accelerator, WeightStorage storage, GemmShape shape, HostOverhead host)
    : ITokenOperator
{
    private const int HalfBytes = 2;

    private readonly GemmEfficiency _efficiency = storage.Efficiency(accelerator.Kernels.Gemm, accelerator.Kernels.WarpMatrixShare, host);
    private readonly long _weightBytes = WeightStorage.Bytes(storage.Format, shape.N * shape.K);

    public int Kernels => shape.Calls;

    private int Launches => 1 + storage.QuantisationKernels(host);

    public OperatorCost Price(int tokens)
    {
        long flops = 2L * tokens * shape.N * shape.K;
        long bytes = _weightBytes + (long)(tokens * ((storage.ActivationBytes * shape.K) + (HalfBytes * shape.N)));
        double slowdown = TileGrid.Slowdown(tokens, shape.N, 1, accelerator.Kernels.ComputeUnits, _efficiency.WaveExponent);
        double compute = flops * slowdown / (_efficiency.FlopsShare * storage.PeakFlopsPerSecond);
        double memory = bytes / (_efficiency.BandwidthShare * accelerator.MemoryBandwidthBytesPerSecond);
        double narrowing = storage.QuantisationSeconds(accelerator, storage.QuantisationPasses(host), (double)tokens * shape.K);
        return new OperatorCost(
            name,
            compute > memory ? StepCause.Compute : StepCause.Memory,
            shape.Calls * (Math.Max(compute, memory) + narrowing),
            shape.Calls * ((host.GemmLaunchSeconds * Launches) ?? _efficiency.LaunchSeconds),
            flops * shape.Calls * shape.Devices,
            bytes * shape.Calls * shape.Devices);
    }
}
