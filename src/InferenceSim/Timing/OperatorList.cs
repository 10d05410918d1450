using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>The operators of a dense decoder whose price follows from token counts: those on every scheduled token, and those on sampled ones.</summary>
internal sealed class OperatorList
{
    private const int HalfBytes = 2;

    // Per layer: norm with residual, rotary embedding with cache write, norm with residual, activation function.
    private const int ElementwiseKernelsPerLayer = 4;

    // Logits are widened to 32 bits, shifted and normalised: read 2, write 4, read 4 bytes per vocabulary entry.
    private const int SamplingBytesPerLogit = 10;

    private readonly ServingLayout _layout;
    private readonly KernelProfile _kernels;
    private readonly double _bandwidth;
    private readonly double _link;

    public OperatorList(ServingLayout layout)
    {
        _layout = layout;
        _kernels = layout.Accelerator.Kernels;
        _bandwidth = layout.Accelerator.MemoryBandwidthBytesPerSecond;
        _link = layout.Accelerator.Interconnect.BytesPerSecondPerDirection ?? 0;
        OnTokens = [.. Projections(), .. Others()];
        OnSampled = [.. Head()];
    }

    /// <summary>Operators on every scheduled token.</summary>
    public ITokenOperator[] OnTokens { get; }

    /// <summary>Operators on positions from which a token is sampled.</summary>
    public ITokenOperator[] OnSampled { get; }

    private IEnumerable<ITokenOperator> Projections()
    {
        ModelArchitecture model = _layout.Model;
        int hidden = model.HiddenSize;
        yield return Gemm("qkv projection", _layout.QkvPerDevice, hidden);
        yield return Gemm("output projection", hidden, _layout.HeadsPerDevice * model.HeadDim);
        yield return model.GatedMlp
            ? Gemm("mlp gate and up", 2 * _layout.MlpPerDevice, hidden)
            : Gemm("mlp up", _layout.MlpPerDevice, hidden);
        yield return Gemm("mlp down", hidden, _layout.MlpPerDevice);
    }

    private IEnumerable<ITokenOperator> Others()
    {
        ModelArchitecture model = _layout.Model;
        int devices = _layout.TensorParallel;
        yield return new AttentionLaunchOperator(_kernels.DecodeAttention.LaunchSeconds, model.Layers);

        // Norms read input and residual and write both; rotary reads and writes the projections; the activation reads one or two halves.
        long norms = 2L * 4 * model.HiddenSize;
        long rotary = 2L * _layout.QkvPerDevice;
        long activation = (model.GatedMlp ? 3L : 2L) * _layout.MlpPerDevice;
        yield return new ElementwiseOperator(
            "norms, rotary, activation",
            _kernels.Elementwise,
            HalfBytes * (norms + rotary + activation) * model.Layers,
            ElementwiseKernelsPerLayer * model.Layers,
            devices,
            _bandwidth);
        yield return new ElementwiseOperator(
            "embedding", _kernels.Elementwise, HalfBytes * 2L * model.HiddenSize, 1, devices, _bandwidth);
        if (devices > 1)
        {
            // Two a layer, and one after the embedding, whose rows are split.
            yield return new CollectiveOperator(
                "all-reduce", _layout.Accelerator.AllReduce, _link, (long)HalfBytes * model.HiddenSize, 1, (2 * model.Layers) + 1, devices);
        }
    }

    private IEnumerable<ITokenOperator> Head()
    {
        ModelArchitecture model = _layout.Model;
        int devices = _layout.TensorParallel;
        long n = _layout.VocabularyPerDevice;
        WeightStorage half = WeightStorage.On(_layout.Accelerator, NumberFormat.Bf16);
        yield return new GemmOperator("lm head", half, n, model.HiddenSize, HalfBytes * n * model.HiddenSize, 1, devices, _bandwidth);
        if (devices > 1)
        {
            // A ring all-reduce is a reduce-scatter and an all-gather of equal cost; logits need only the second.
            yield return new CollectiveOperator(
                "logits all-gather", _layout.Accelerator.AllReduce, _link, (long)HalfBytes * model.VocabularySize, 0.5, 1, devices);
        }

        yield return new ElementwiseOperator(
            "sampling", _kernels.Elementwise, (long)SamplingBytesPerLogit * model.VocabularySize, 1, devices, _bandwidth);
    }

    private GemmOperator Gemm(string name, long n, long k) => new(
        name,
        WeightStorage.On(_layout.Accelerator, _layout.WeightFormat),
        n,
        k,
        WeightStorage.Bytes(_layout.WeightFormat, n * k),
        _layout.Model.Layers,
        _layout.TensorParallel,
        _bandwidth);
}
