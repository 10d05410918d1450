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
    private readonly GemmEfficiency _efficiency = Efficiency(layout);

    private readonly int _matrices = layout.Model.GatedMlp ? 3 : 2;

    public int Kernels => KernelsPerLayer * placement.Experts.MoeLayers;

    private static GemmEfficiency Efficiency(ServingLayout layout)
    {
        KernelProfile kernels = layout.Accelerator.Kernels;
        GemmEfficiencies table = kernels.Experts ?? kernels.Gemm;
        WeightStorage storage = WeightStorage.On(layout.Accelerator, layout.WeightFormat);
        GemmEfficiency own = storage.Efficiency(table, kernels.WarpMatrixExpertShare, layout.Host);
        return storage.Kind == GemmKind.Fp8Block && layout.Host.FusedBlockScales == true
            ? own with { ActivationShare = table.For(GemmKind.Fp8).ActivationShare }
            : own;
    }

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
        (double seconds, StepCause cause) = work.Time(_efficiency, _storage.PeakFlopsPerSecond, accelerator.MemoryBandwidthBytesPerSecond);
        MixtureOfExperts experts = placement.Experts;
        return new OperatorCost(
            "experts",
            cause,
            layers * seconds,
            layers * ((layout.Host.GemmLaunchSeconds * KernelsPerLayer) ?? _efficiency.LaunchSeconds),
            2L * tokens * experts.ExpertsPerToken * _matrices * hidden * experts.IntermediateSize * layers,
            (long)((work.WeightBytes + work.ActivationBytes) * layers * layout.TensorParallel));
    }
}
