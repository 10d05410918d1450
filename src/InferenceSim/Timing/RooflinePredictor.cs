using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// Prices steps of a transformer from its dimensions, the accelerator's data sheet and the efficiencies of its kernel profile: per
/// operator a launch plus the longer of computing and moving bytes (Williams et al., "Roofline", 2009), plus collectives and host time.
/// Integer contract: everything real-valued is rounded when a table entry is made.
/// </summary>
/// <remarks>
/// The parts of a batch (one per data-parallel rank) are as equal as the batch allows, and a chunk is never divided; the step lasts as long
/// as the fullest part, but for experts that ranks share, which see all tokens alike. With pipeline stages it is the time of the batch's way
/// through all of them, host and sends included; the engine divides it evenly over the stages. Bytes are those of the fullest part times the
/// parts.
/// </remarks>
public sealed class RooflinePredictor : IStepTimePredictor
{
    private const int DefaultGraphTokens = 512;

    private readonly OperatorList _operators;
    private readonly PricedCounts _tokens;
    private readonly PricedCounts _shared;
    private readonly PricedCounts _sampled;
    private readonly AttentionPricing _attention;
    private readonly int _parts;
    private readonly long _hostStep;
    private readonly long _hostSequence;
    private readonly bool _overlapped;
    private readonly int _graphTokens;
    private readonly long _eagerStep;

    /// <summary>Prepares the tables for <paramref name="layout"/>.</summary>
    /// <exception cref="NotSupportedException">The layout needs an operator that is not built; ask <see cref="ServingLayout.Unsupported"/> first.</exception>
    public RooflinePredictor(ServingLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Unsupported() is string reason)
        {
            throw new NotSupportedException(reason);
        }

        _operators = new OperatorList(layout);
        _tokens = new PricedCounts(_operators.OnTokens);
        _shared = new PricedCounts(_operators.OnShared);
        _sampled = new PricedCounts(_operators.OnSampled);
        _attention = new AttentionPricing(layout);
        _parts = layout.Parts;
        _hostStep = Picoseconds.From(layout.Host.StepSeconds);
        _hostSequence = Picoseconds.From(layout.Host.PerSequenceSeconds);
        _overlapped = layout.Host.Overlapped;
        _graphTokens = layout.Host.GraphTokens ?? DefaultGraphTokens;
        _eagerStep = Picoseconds.From((_tokens.Kernels + _shared.Kernels + _sampled.Kernels) * (layout.Host.EagerLaunchSeconds ?? 0));
        NumberFormat main = layout.WeightFormat;
        PeakFlopsPerSecond = WeightStorage.On(layout.Accelerator, main).PeakFlopsPerSecond * layout.Accelerators;
        PeakBytesPerSecond = layout.Accelerator.MemoryBandwidthBytesPerSecond * layout.Accelerators;
    }

    /// <summary>Peak rate of the whole replica in the format its weights are multiplied in: what MFU is a share of.</summary>
    public double PeakFlopsPerSecond { get; }

    /// <summary>Peak memory bandwidth of the whole replica: what MBU is a share of.</summary>
    public double PeakBytesPerSecond { get; }

    /// <inheritdoc/>
    public int? Window => _attention.Window;

    /// <inheritdoc/>
    public StepCost Price(in BatchShape shape)
    {
        if (shape.Prefill.IsEmpty && shape.DraftTokens == 0)
        {
            return Decode(shape.DecodeSequences, shape.DecodeContextSum, shape.DecodeWindowedContextSum)
                .At(shape.DecodeContextSum, shape.DecodeWindowedContextSum);
        }

        (int tokens, int sampled, int fullest) = Counts(shape);
        StepCost cost = Sum(PricePrefill(shape.Prefill), PriceDecode(shape));
        cost = Sum(cost, PriceTokens(fullest, tokens, Logits(shape, sampled)));
        long accelerators = cost.Picoseconds + (shape.Prefill.IsEmpty ? 0 : _attention.PrefillLaunch);
        return cost with { Picoseconds = Always(sampled) + Math.Max(accelerators, AtLeast(sampled, fullest)) };
    }

    /// <inheritdoc/>
    public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0)
    {
        // A decoding token attends to its own key as well, so the keys read are the context sum plus one a sequence.
        int fullest = Part(sequences);
        long full = _attention.DecodeFull(sequences), window = _attention.DecodeWindow(sequences);
        StepCost fixedPart = Sum(PriceTokens(fullest, sequences, sequences), PriceOwnKeys(sequences));
        long intercept = fixedPart.Picoseconds, always = Always(sequences), atLeast = AtLeast(sequences, fullest);
        long now = intercept + (full * contextSum) + (window * windowedContextSum);
        if (now >= atLeast)
        {
            return new(
                fixedPart with { Picoseconds = intercept + always },
                new(full, _attention.FullFlops, _attention.FullBytes),
                long.MaxValue,
                new(window, _attention.WindowFlops, _attention.WindowBytes));
        }

        // Bound by the host until the accelerators need longer, which cannot be sooner than if every token counted in both sums.
        long slope = full + (windowedContextSum < (long)sequences * (Window ?? 0) ? window : 0);
        long until = slope == 0 ? long.MaxValue : contextSum + ((atLeast - now + slope - 1) / slope);
        return new(
            fixedPart with { Picoseconds = atLeast + always },
            new(0, _attention.FullFlops, _attention.FullBytes),
            until,
            new(0, _attention.WindowFlops, _attention.WindowBytes));
    }

    /// <summary>The parts of <see cref="Price"/> by operator and cause.</summary>
    public StepBreakdown Explain(in BatchShape shape)
    {
        StepCost total = Price(shape);
        (int tokens, int sequences, int fullest) = Counts(shape);
        int sampled = Logits(shape, sequences);
        int sampledPart = Part(sampled);
        StepCost prefill = shape.Prefill.IsEmpty ? default : PricePrefill(shape.Prefill);
        long launch = shape.Prefill.IsEmpty ? 0 : _attention.PrefillLaunch;
        StepCost decode = PriceDecode(shape);
        List<OperatorCost> parts =
        [
            .. _operators.OnTokens.Select(o => Whole(o.Price(fullest), fullest, tokens)),
            .. _operators.OnShared.Select(o => Whole(o.Price(Part(tokens)), Part(tokens), tokens)),
            .. sampled > 0 ? _operators.OnSampled.Select(o => Whole(o.Price(sampledPart), sampledPart, sampled)) : [],
            Attention("prefill attention", StepCause.Compute, prefill) with { LaunchSeconds = Picoseconds.ToSeconds(launch) },
            Attention("decode attention", _attention.DecodeCause, decode),
            Attention("kv cache writes", StepCause.Memory, KvWrites(tokens)),
        ];
        long gpu = _tokens[fullest].Picoseconds + _shared[Part(tokens)].Picoseconds + _sampled[sampledPart].Picoseconds + prefill.Picoseconds + launch + decode.Picoseconds;
        parts.Add(new OperatorCost("host", StepCause.Host, Picoseconds.ToSeconds(total.Picoseconds - gpu), 0, 0, 0));
        return new StepBreakdown(total, parts);
    }

    private static OperatorCost Attention(string name, StepCause cause, StepCost cost) =>
        new(name, cause, Picoseconds.ToSeconds(cost.Picoseconds), 0, cost.Flops, cost.Bytes);

    private static StepCost Sum(StepCost a, StepCost b) => new(a.Picoseconds + b.Picoseconds, a.Flops + b.Flops, a.Bytes + b.Bytes);

    private OperatorCost Whole(OperatorCost part, int ofTokens, int tokens) =>
        part with { Flops = part.Flops / ofTokens * tokens, Bytes = part.Bytes * _parts };

    private (int Tokens, int Sampled, int Fullest) Counts(in BatchShape shape)
    {
        int prefill = 0, decode = shape.DecodeSequences + shape.DraftTokens, sampled = shape.DecodeSequences, largest = 0;
        foreach (PrefillChunk chunk in shape.Prefill)
        {
            prefill += chunk.Tokens;
            sampled += chunk.Samples ? 1 : 0;
            largest = Math.Max(largest, chunk.Tokens);
        }

        return (decode + prefill, sampled, Part(decode) + Math.Max(largest, Part(prefill)));
    }

    /// <summary>Positions whose logits are needed: those sampled, and the drafts to verify.</summary>
    private static int Logits(in BatchShape shape, int sampled) => sampled + (shape.SamplesLastOnly ? 0 : shape.DraftTokens);

    private int Part(int count) => (count + _parts - 1) / _parts;

    private StepCost PriceTokens(int fullest, int tokens, int sampled)
    {
        (long Picoseconds, long Bytes) all = _tokens[fullest], together = _shared[Part(tokens)], head = _sampled[Part(sampled)];
        StepCost writes = KvWrites(tokens);
        return new(
            all.Picoseconds + together.Picoseconds + head.Picoseconds,
            ((_tokens.FlopsPerToken + _shared.FlopsPerToken) * tokens) + (_sampled.FlopsPerToken * sampled),
            ((all.Bytes + together.Bytes + head.Bytes) * _parts) + writes.Bytes);
    }

    private StepCost PricePrefill(ReadOnlySpan<PrefillChunk> chunks)
    {
        StepCost sum = default;
        long longest = 0;
        foreach (PrefillChunk chunk in chunks)
        {
            StepCost cost = _attention.Prefill(chunk);
            sum = Sum(sum, cost);
            longest = Math.Max(longest, cost.Picoseconds);
        }

        return sum with { Picoseconds = Math.Max(longest, sum.Picoseconds / _parts) };
    }

    private StepCost PriceDecode(in BatchShape shape)
    {
        long full = shape.DecodeContextSum, window = shape.DecodeWindowedContextSum;
        if (shape.DraftTokens > 0)
        {
            return _attention.Verify(shape.DecodeSequences, shape.DecodeSequences + shape.DraftTokens, full, window);
        }

        return Sum(
            PriceOwnKeys(shape.DecodeSequences),
            new(
                (_attention.DecodeFull(shape.DecodeSequences) * full) + (_attention.DecodeWindow(shape.DecodeSequences) * window),
                (_attention.FullFlops * full) + (_attention.WindowFlops * window),
                (_attention.FullBytes * full) + (_attention.WindowBytes * window)));
    }

    private StepCost PriceOwnKeys(long sequences) => new(
        (_attention.DecodeFull(sequences) + _attention.DecodeWindow(sequences) + _attention.DecodeSequence) * sequences,
        (_attention.FullFlops + _attention.WindowFlops) * sequences,
        (_attention.FullBytes + _attention.WindowBytes) * sequences);

    // The time of writing the cache is in the rotary kernel's; only its bytes are counted here.
    private StepCost KvWrites(int tokens) => new(0, 0, (_attention.FullBytes + _attention.WindowBytes) * tokens);

    // Every data-parallel rank has a host process of its own, for its share of the sequences.
    private long Host(int sampled) => _hostStep + (_hostSequence * Part(sampled));

    /// <summary>Host time that adds to the accelerators' in any case.</summary>
    private long Always(int sampled) => _overlapped ? 0 : Host(sampled);

    /// <summary>Host time that the accelerators' hides: an overlapped engine's own, and launches outside captured graphs.</summary>
    private long AtLeast(int sampled, int fullest) => (_overlapped ? Host(sampled) : 0) + (fullest > _graphTokens ? _eagerStep : 0);
}
