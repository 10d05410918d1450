using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>The operators of a decoder whose price follows from token counts: those on every scheduled token, and those on sampled ones.</summary>
internal sealed class OperatorList
{
    private const int HalfBytes = 2;

    // Per layer: norm with residual, rotary embedding with cache write, norm with residual, activation function.
    private const int ElementwiseKernelsPerLayer = 4;

    // Logits are widened to 32 bits, shifted and normalised: read 2, write 4, read 4 bytes per vocabulary entry.
    private const int SamplingBytesPerLogit = 10;

    private readonly ServingLayout _layout;
    private readonly ModelArchitecture _model;
    private readonly KernelProfile _kernels;
    private readonly double _bandwidth;
    private readonly Fabric _fabric;
    private readonly ExpertPlacement? _experts;

    public OperatorList(ServingLayout layout)
    {
        _layout = layout;
        _model = layout.Model;
        _kernels = layout.Accelerator.Kernels;
        _bandwidth = layout.Accelerator.MemoryBandwidthBytesPerSecond;
        _fabric = new Fabric(layout.Accelerator, layout.Collectives ?? layout.Host.Collectives ?? CollectiveKind.Registered);
        _experts = _model.Experts is { } experts ? new ExpertPlacement(layout, experts) : null;
        ITokenOperator[] projections = [.. AttentionProjections()], dense = [.. DenseMlp()], gate = [.. Gate()], always = [.. SharedExperts()];
        ITokenOperator[] routed = [.. RoutedExperts()], others = [.. Others()], reduced = [.. AllReduce()], once = [Embedding()], sent = [.. Sends()];
        bool shared = _experts is { SharedByRanks: true };
        OnTokens = [.. projections, .. dense, .. gate, .. always, .. shared ? [] : routed, .. others, .. once, .. reduced, .. sent];
        OnShared = shared ? routed : [];
        OnSampled = [.. Head()];
        Stages = shared
            ? new LayerOperators([.. projections, .. others, .. reduced], gate, always, routed[0], routed[1], routed[2], [.. dense, .. once, .. sent])
            : null;
    }

    /// <summary>Operators on every scheduled token, priced for the tokens of the fullest part of a step.</summary>
    public ITokenOperator[] OnTokens { get; }

    /// <summary>Operators on the tokens of all data-parallel ranks together, priced for a rank's mean: experts that ranks share, and what they exchange.</summary>
    public ITokenOperator[] OnShared { get; }

    /// <summary>Operators on positions from which a token is sampled.</summary>
    public ITokenOperator[] OnSampled { get; }

    /// <summary>Those before the head by their place in a layer, where ranks share experts; else <c>null</c>.</summary>
    public LayerOperators? Stages { get; }

    private IEnumerable<ITokenOperator> AttentionProjections()
    {
        if (_layout.IsHead)
        {
            yield return Gemm("draft projection", NumberFormat.Bf16, _model.HiddenSize, 2L * _model.HiddenSize, 1);
        }

        int hidden = _model.HiddenSize, heads = _layout.HeadsPerDevice, layers = _model.Layers;
        NumberFormat format = _layout.AttentionFormat;
        if (_model.Latent is not LatentAttention latent)
        {
            yield return Gemm("qkv projection", format, (heads + (2 * _layout.KvHeadsPerDevice)) * _model.HeadDim, hidden, layers);
            yield return Gemm("output projection", format, hidden, heads * _model.HeadDim, layers);
            yield break;
        }

        int keyDim = latent.QkNopeHeadDim + latent.QkRopeHeadDim, compressed = latent.KvLoraRank + latent.QkRopeHeadDim;
        if (latent.QLoraRank is int rank)
        {
            // Engines fuse both down-projections, which every rank computes whole.
            yield return Gemm("q and kv down-projection", format, rank + compressed, hidden, layers);
            yield return Gemm("q up-projection", format, heads * keyDim, rank, layers);
        }
        else
        {
            yield return Gemm("q and kv projection", format, (heads * keyDim) + compressed, hidden, layers);
        }

        // Expanding keys and values in prefill, or absorbing the same matrices into queries and outputs in decode, costs the same.
        yield return Gemm("k up-projection", format, heads * latent.QkNopeHeadDim, latent.KvLoraRank, layers);
        yield return Gemm("v up-projection", format, heads * latent.VHeadDim, latent.KvLoraRank, layers);
        yield return Gemm("output projection", format, hidden, heads * latent.VHeadDim, layers);
    }

    private IEnumerable<ITokenOperator> DenseMlp()
    {
        int layers = _model.DenseMlpLayers;
        return layers > 0 ? Mlp("mlp", _layout.MlpPerDevice, layers) : [];
    }

    private IEnumerable<ITokenOperator> Gate() => _experts is { Experts: { } experts }
        ? [Gemm("router", NumberFormat.Bf16, experts.Experts, _model.HiddenSize, experts.MoeLayers)]
        : [];

    private IEnumerable<ITokenOperator> SharedExperts() => _experts is { Experts: { SharedExperts: > 0 } experts }
        ? Mlp("shared experts", _layout.PerDevice(experts.SharedExperts * experts.SharedIntermediateSize), experts.MoeLayers)
        : [];

    private IEnumerable<ITokenOperator> RoutedExperts()
    {
        if (_experts is not { } placement)
        {
            yield break;
        }

        yield return new ExpertOperator(_layout, placement);
        if (placement.SharedByRanks)
        {
            yield return Exchange("expert dispatch", WeightStorage.On(_layout.Accelerator, _layout.WeightFormat).ActivationBytes * _model.HiddenSize);
            yield return Exchange("expert combine", Row);
        }
    }

    private IEnumerable<ITokenOperator> Mlp(string name, int width, int layers)
    {
        yield return _model.GatedMlp
            ? Gemm($"{name} gate and up", DenseFormat, 2L * width, _model.HiddenSize, layers)
            : Gemm($"{name} up", DenseFormat, width, _model.HiddenSize, layers);
        yield return Gemm($"{name} down", DenseFormat, _model.HiddenSize, width, layers);
    }

    private IEnumerable<ITokenOperator> Others()
    {
        yield return new AttentionLaunchOperator(_kernels.DecodeAttention.LaunchSeconds, _model.Layers);

        // Norms read input and residual and write both; rotary reads and writes the projections; the activation reads one or two halves.
        // Expert layers' activation is part of their own operator.
        long norms = 2L * _model.NormsPerLayer * _model.HiddenSize;
        long rotary = 2L * new AttentionGeometry(_layout).Rotary;
        long activation = (_model.GatedMlp ? 3L : 2L) * _layout.MlpPerDevice;
        yield return Elementwise(
            "norms, rotary, activation",
            HalfBytes * (((norms + rotary) * _model.Layers) + (activation * _model.DenseMlpLayers)),
            ElementwiseKernelsPerLayer * _model.Layers);
    }

    private ElementwiseOperator Embedding() => Elementwise("embedding", HalfBytes * 2L * _model.HiddenSize, 1);

    private IEnumerable<ITokenOperator> AllReduce()
    {
        int tp = _layout.TensorParallel, moe = _experts is { SharedByRanks: true } ? _experts.Experts.MoeLayers : 0;
        if (tp > 1)
        {
            // One after attention and one after the MLP of a layer, and one after the embedding, whose rows are split.
            yield return new CollectiveOperator("all-reduce", b => _fabric.AllReduce(tp, b), Row, (2 * _model.Layers) + 1 - moe);
        }
    }

    private IEnumerable<ITokenOperator> Sends()
    {
        if (_layout.PipelineParallel > 1)
        {
            // A batch is passed on once per stage; the last sends the sampled tokens back.
            yield return new CollectiveOperator(
                "pipeline send", b => _fabric.Send(_layout.Accelerators, b), Row / _layout.TensorParallel, _layout.PipelineParallel);
        }
    }

    // Ranks either send each token to the accelerators that hold its experts, or gather everyone's tokens; engines choose what is sooner done.
    private CollectiveOperator Exchange(string name, double bytesPerRow)
    {
        ExpertPlacement placement = _experts!;
        int group = placement.Group;
        double sent = placement.Destinations / _layout.TensorParallel;
        double gathered = placement.Ranks / sent;
        return new CollectiveOperator(
            name,
            b => Math.Min(_fabric.AllToAll(group, b), _fabric.AllGather(group, b * gathered)),
            bytesPerRow * sent,
            placement.Experts.MoeLayers);
    }

    private IEnumerable<ITokenOperator> Head()
    {
        int tp = _layout.TensorParallel;
        yield return Gemm("lm head", NumberFormat.Bf16, _layout.VocabularyPerDevice, _model.HiddenSize, 1);
        if (tp > 1)
        {
            // A ring all-reduce is a reduce-scatter and an all-gather of equal cost; logits need only the second.
            yield return new CollectiveOperator("logits all-gather", b => _fabric.AllGather(tp, b), (double)HalfBytes * _model.VocabularySize, 1);
        }

        yield return Elementwise("sampling", (long)SamplingBytesPerLogit * _model.VocabularySize, 1);
    }

    // A token's hidden state.
    private double Row => (double)HalfBytes * _model.HiddenSize;

    private NumberFormat DenseFormat => _layout.WeightFormat == NumberFormat.Mxfp4 ? _layout.AttentionFormat : _layout.WeightFormat;

    private ElementwiseOperator Elementwise(string name, long bytesPerToken, int kernels) =>
        new(name, _kernels.Elementwise, bytesPerToken, kernels, _layout.TensorParallel, _bandwidth);

    private GemmOperator Gemm(string name, NumberFormat format, long n, long k, int calls) => new(
        name,
        _layout.Accelerator,
        WeightStorage.On(_layout.Accelerator, format),
        new GemmShape(n, k, calls, _layout.TensorParallel),
        _layout.Host);
}
