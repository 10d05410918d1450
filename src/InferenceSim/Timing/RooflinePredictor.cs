using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// Prices steps of a dense transformer from its dimensions, the accelerator's data sheet and the efficiencies of its kernel profile: per
/// operator a launch plus the longer of computing and moving bytes (Williams et al., "Roofline", 2009), plus all-reduce and host time.
/// Integer contract: everything real-valued is rounded when a table entry is made.
/// </summary>
public sealed class RooflinePredictor : IStepTimePredictor
{
    // Binary digits below the picosecond in the slope of prefill attention, whose unit (a query-key pair) costs a few picoseconds on a small model.
    private const int PairFractionBits = 10;

    private readonly ServingLayout _layout;
    private readonly OperatorList _operators;
    private readonly PricedCounts _tokens;
    private readonly PricedCounts _sampled;
    private readonly ContextCurve _decodeAttention;
    private readonly ContextCurve _prefillAttention;
    private readonly long _hostStep;
    private readonly long _hostSequence;
    private readonly bool _overlapped;
    private readonly long _flopsPerPair;
    private readonly long _bytesPerContextToken;

    /// <summary>Prepares the tables for <paramref name="layout"/>.</summary>
    /// <exception cref="NotSupportedException">The layout needs an operator that is not built; ask <see cref="ServingLayout.Unsupported"/> first.</exception>
    public RooflinePredictor(ServingLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Unsupported() is string reason)
        {
            throw new NotSupportedException(reason);
        }

        _layout = layout;
        _operators = new OperatorList(layout);
        _tokens = new PricedCounts(_operators.OnTokens);
        _sampled = new PricedCounts(_operators.OnSampled);
        _decodeAttention = new ContextCurve(DecodeAttentionSeconds);
        _prefillAttention = new ContextCurve(PrefillAttentionSeconds, PairFractionBits);
        _hostStep = Picoseconds.From(layout.Host.StepSeconds);
        _hostSequence = Picoseconds.From(layout.Host.PerSequenceSeconds);
        _overlapped = layout.Host.Overlapped;
        ModelArchitecture model = layout.Model;
        _flopsPerPair = 4L * model.AttentionHeads * model.HeadDim * model.Layers;
        _bytesPerContextToken = layout.KvBytesPerTokenPerLayer * model.Layers * layout.TensorParallel;
        WeightStorage storage = WeightStorage.On(layout.Accelerator, layout.WeightFormat);
        PeakFlopsPerSecond = storage.PeakFlopsPerSecond * layout.TensorParallel;
        PeakBytesPerSecond = layout.Accelerator.MemoryBandwidthBytesPerSecond * layout.TensorParallel;
    }

    /// <summary>Peak rate of the whole replica in the format its weights are multiplied in: what MFU is a share of.</summary>
    public double PeakFlopsPerSecond { get; }

    /// <summary>Peak memory bandwidth of the whole replica: what MBU is a share of.</summary>
    public double PeakBytesPerSecond { get; }

    /// <inheritdoc/>
    public StepCost Price(in BatchShape shape)
    {
        if (shape.Prefill.IsEmpty)
        {
            return Decode(shape.DecodeSequences, shape.DecodeContextSum).At(shape.DecodeContextSum);
        }

        int tokens = shape.DecodeSequences, sampled = shape.DecodeSequences;
        StepCost cost = default;
        foreach (PrefillChunk chunk in shape.Prefill)
        {
            tokens += chunk.Tokens;
            sampled += chunk.Samples ? 1 : 0;
            cost = Sum(cost, PriceAttention(chunk));
        }

        if (shape.DecodeSequences > 0)
        {
            cost = Sum(cost, PriceAttention(shape.DecodeContextSum + shape.DecodeSequences));
        }

        cost = Sum(Sum(cost, _tokens[tokens]), Sum(_sampled[sampled], KvWrites(tokens)));
        return cost with { Picoseconds = WithHost(cost.Picoseconds, sampled) };
    }

    /// <inheritdoc/>
    public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0)
    {
        StepCost fixedPart = Sum(Sum(_tokens[sequences], _sampled[sequences]), KvWrites(sequences));

        // A decoding token attends to its own key as well, so the cache read is the context sum plus one a sequence.
        int piece = ContextCurve.Piece(contextSum + sequences);
        long slope = _decodeAttention.Slope(piece);
        long until = ContextCurve.Knot(piece + 1) - sequences;
        long intercept = fixedPart.Picoseconds + _decodeAttention.Intercept(piece) + (slope * sequences);
        long host = Host(sequences);
        if (!_overlapped)
        {
            intercept += host;
        }
        else if (intercept + (slope * contextSum) < host)
        {
            // Host-bound: the step lasts as long as the host until the accelerators need longer.
            long crossing = slope == 0 ? until : Math.Min(until, ((host - intercept) / slope) + 1);
            return new(Line(host, fixedPart, sequences), PerContext(0), crossing);
        }

        return new(Line(intercept, fixedPart, sequences), PerContext(slope), until);
    }

    /// <summary>The parts of <see cref="Price"/> by operator and cause.</summary>
    public StepBreakdown Explain(in BatchShape shape)
    {
        StepCost total = Price(shape);
        int tokens = shape.DecodeSequences, sampled = shape.DecodeSequences;
        var parts = new List<OperatorCost>();
        StepCost prefill = default;
        foreach (PrefillChunk chunk in shape.Prefill)
        {
            tokens += chunk.Tokens;
            sampled += chunk.Samples ? 1 : 0;
            prefill = Sum(prefill, PriceAttention(chunk));
        }

        StepCost decode = shape.DecodeSequences > 0 ? PriceAttention(shape.DecodeContextSum + shape.DecodeSequences) : default;
        parts.AddRange(_operators.OnTokens.Select(o => o.Price(tokens)));
        parts.AddRange(sampled > 0 ? _operators.OnSampled.Select(o => o.Price(sampled)) : []);
        parts.Add(Attention("prefill attention", StepCause.Compute, prefill));
        parts.Add(Attention("decode attention", StepCause.Memory, decode));
        parts.Add(Attention("kv cache writes", StepCause.Memory, KvWrites(tokens)));
        long gpu = _tokens[tokens].Picoseconds + _sampled[sampled].Picoseconds + prefill.Picoseconds + decode.Picoseconds;
        parts.Add(new OperatorCost("host", StepCause.Host, Picoseconds.ToSeconds(total.Picoseconds - gpu), 0, 0, 0));
        return new StepBreakdown(total, parts);
    }

    private static OperatorCost Attention(string name, StepCause cause, StepCost cost) =>
        new(name, cause, Picoseconds.ToSeconds(cost.Picoseconds), 0, cost.Flops, cost.Bytes);

    private static StepCost Sum(StepCost a, StepCost b) => new(a.Picoseconds + b.Picoseconds, a.Flops + b.Flops, a.Bytes + b.Bytes);

    private StepCost Line(long intercept, StepCost fixedPart, int sequences) => new(
        intercept,
        fixedPart.Flops + (_flopsPerPair * sequences),
        fixedPart.Bytes + (_bytesPerContextToken * sequences));

    private StepCost PerContext(long slope) => new(slope, _flopsPerPair, _bytesPerContextToken);

    private StepCost PriceAttention(long cachedTokens) => new(
        _decodeAttention.At(cachedTokens), _flopsPerPair * cachedTokens, _bytesPerContextToken * cachedTokens);

    private StepCost PriceAttention(PrefillChunk chunk)
    {
        long n = chunk.Tokens, context = chunk.Context;
        long pairs = (n * context) + (n * (n + 1) / 2);

        // A short chunk over a long context computes little but still reads all of its keys and values.
        long duration = Math.Max(_prefillAttention.At(n * ((2 * context) + n)), _decodeAttention.At(context + n));
        return new StepCost(duration, _flopsPerPair * pairs, _bytesPerContextToken * (context + n));
    }

    // The time of writing the cache is in the rotary kernel's; only its bytes are counted here.
    private StepCost KvWrites(int tokens) => new(0, 0, _bytesPerContextToken * tokens);

    private long Host(int sampled) => _hostStep + (_hostSequence * sampled);

    private long WithHost(long accelerators, int sampled) =>
        _overlapped ? Math.Max(accelerators, Host(sampled)) : accelerators + Host(sampled);

    private double DecodeAttentionSeconds(double cachedTokens)
    {
        double bytes = cachedTokens * _layout.KvBytesPerTokenPerLayer;
        double share = _layout.Accelerator.Kernels.DecodeAttention.Share(bytes);
        return _layout.Model.Layers * bytes / (share * _layout.Accelerator.MemoryBandwidthBytesPerSecond);
    }

    // n (2 c + n) is twice the causal pairs of a chunk, and the square of the length of the prompt that has as many.
    private double PrefillAttentionSeconds(double twicePairs)
    {
        ModelArchitecture model = _layout.Model;
        double flops = 2.0 * twicePairs * _layout.HeadsPerDevice * model.HeadDim * model.Layers;
        double share = _layout.Accelerator.Kernels.PrefillAttention.Share(Math.Sqrt(twicePairs));
        return flops / (share * _layout.Accelerator.PeakFlopsPerSecond.Bf16!.Value);
    }
}
