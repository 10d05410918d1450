using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// The routed experts of all MoE layers: sort by expert, grouped products over the experts touched, weighted sum. Weights are read once per
/// expert touched; rows are spread evenly over those.
/// </summary>
internal sealed class ExpertOperator(ServingLayout layout, ExpertPlacement placement) : ITokenOperator
{
    private const int DefaultKernels = 7;

    private readonly WeightStorage _storage = WeightStorage.On(layout.Accelerator, layout.WeightFormat);
    private readonly GemmEfficiency _efficiency = WeightStorage.On(layout.Accelerator, layout.WeightFormat)
        .Efficiency(layout.Accelerator.Kernels.Experts ?? layout.Accelerator.Kernels.Gemm, layout.Accelerator.Kernels.WarpMatrixExpertShare, layout.Host);

    private readonly int _matrices = layout.Model.GatedMlp ? 3 : 2;

    public int Kernels => KernelsPerLayer * placement.Experts.MoeLayers;

    private int KernelsPerLayer =>
        Math.Min(layout.Host.ExpertKernels ?? DefaultKernels, layout.Accelerator.Kernels.FusedExpertKernels ?? int.MaxValue);

    public OperatorCost Price(int tokens)
    {
        int hidden = layout.Model.HiddenSize, layers = placement.Experts.MoeLayers;
        double met = (double)tokens * placement.Ranks;
        ExpertWork work = ExpertWork.Of(
            met, placement.Touched(met), placement.Rows(met), hidden, placement.WidthPerDevice, _matrices,
            WeightStorage.Bytes(_storage.Format, (long)hidden * placement.WidthPerDevice * _matrices));
        Accelerator accelerator = layout.Accelerator;
        double compute = work.ComputeSeconds(_efficiency, _storage.PeakFlopsPerSecond, accelerator.Kernels.ComputeUnits);
        double memory = work.Bytes / (_efficiency.BandwidthShare * accelerator.MemoryBandwidthBytesPerSecond);
        MixtureOfExperts experts = placement.Experts;
        return new OperatorCost(
            "experts",
            compute > memory ? StepCause.Compute : StepCause.Memory,
            layers * Math.Max(compute, memory),
            layers * ((layout.Host.GemmLaunchSeconds * KernelsPerLayer) ?? _efficiency.LaunchSeconds),
            2L * tokens * experts.ExpertsPerToken * _matrices * hidden * experts.IntermediateSize * layers,
            (long)(work.Bytes * layers * layout.TensorParallel));
    }
}
