using InferenceSim.Hardware;
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
    private const int MostKeptTerms = 1 << 12;

    private readonly OperatorList _operators;
    private readonly PricedCounts _tokens;
    private readonly PricedCounts _shared;
    private readonly PricedCounts _sampled;
    private readonly AttentionPricing _attention;
    private readonly OverlappedHalves? _halves;
    private readonly DecodeTerms?[] _terms = new DecodeTerms?[MostKeptTerms];
    private readonly int _parts;
    private readonly HostOverhead _host;
    private readonly long _hostStep;
    private readonly long _hostSequence;
    private readonly long _streamed;
    private readonly bool _overlapped;
    private readonly int _graphTokens;
    private readonly int _promptGraphTokens;
    private readonly long _eagerLaunches;
    private readonly long _eagerHost;

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
        _halves = layout.TwoBatchOverlap ? new OverlappedHalves(layout, _operators.Stages!) : null;
        _parts = layout.Parts;
        _host = layout.Host;
        _hostStep = Picoseconds.From(layout.Host.StepSeconds);
        _hostSequence = Picoseconds.From(layout.Host.PerSequenceSeconds);
        _streamed = Picoseconds.From(layout.Host.StreamTokenSeconds ?? 0);
        _overlapped = layout.Host.Overlapped;
        _graphTokens = layout.Host.GraphTokens ?? DefaultGraphTokens;
        _promptGraphTokens = layout.Host.PromptGraphTokens ?? _graphTokens;
        int passes = layout.TwoBatchOverlap ? 2 : 1;
        double kernels = (passes * (_tokens.Kernels + _shared.Kernels)) + _sampled.Kernels;
        _eagerLaunches = Picoseconds.From(kernels * (layout.Host.EagerLaunchSeconds ?? 0));
        _eagerHost = Picoseconds.From(kernels * (layout.Host.EagerHostSeconds ?? 0));
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
        AttentionPricing attention = AttentionIn(shape, fullest);
        StepCost prefill = PricePrefill(attention, shape.Prefill), decode = PriceDecode(attention, shape, fullest), head = PriceHead(Logits(shape, sampled));
        StepCost layers = IsSplit(fullest)
            ? PriceHalves(fullest, tokens, Halved(shape, fullest, prefill, decode), !shape.Prefill.IsEmpty)
            : PriceLayers(Computed(shape, fullest, tokens), tokens, prefill.Picoseconds + Launch(shape) + decode.Picoseconds);
        bool eager = IsEager(fullest, !shape.Prefill.IsEmpty);
        long accelerators = layers.Picoseconds + head.Picoseconds + (eager ? _eagerLaunches : 0);
        return new StepCost(
            Always(sampled) + Math.Max(accelerators, AtLeast(sampled, eager)),
            layers.Flops + head.Flops + prefill.Flops + decode.Flops,
            layers.Bytes + head.Bytes + prefill.Bytes + decode.Bytes);
    }

    /// <inheritdoc/>
    public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0)
    {
        DecodeTerms terms = Terms(sequences);
        DecodeLine line = terms.Layers;
        bool growing = windowedContextSum < (long)sequences * (Window ?? 0);
        int fullest = Part(sequences);
        if (IsSplit(fullest))
        {
            line = _halves!.Decode(fullest, fullest, DecodeAttention(_attention, sequences, fullest), contextSum, windowedContextSum, growing);
        }

        // Bound by the host until the accelerators need longer.
        long missing = terms.AtLeast - terms.Once - line.At(contextSum, windowedContextSum);
        line = missing <= 0
            ? line with { Fixed = line.Fixed + terms.Once + terms.Always }
            : new DecodeLine(
                terms.AtLeast + terms.Always, 0, 0,
                Math.Min(line.Until, DecodeLine.Reached(contextSum, missing, line.PerContext, line.PerWindowedContext, growing)));
        return new(
            new StepCost(line.Fixed, terms.Flops, terms.Bytes),
            new(line.PerContext, _attention.FullFlops, _attention.FullBytes),
            line.Until,
            new(line.PerWindowedContext, _attention.WindowFlops, _attention.WindowBytes));
    }

    /// <summary>What the contexts do not change; computed once for each number of sequences up to <see cref="MostKeptTerms"/>.</summary>
    private DecodeTerms Terms(int sequences)
    {
        if ((uint)sequences >= (uint)_terms.Length)
        {
            return MakeTerms(sequences);
        }

        // Two threads that meet a number at once make equal terms.
        return _terms[sequences] ?? (_terms[sequences] = MakeTerms(sequences));
    }

    private DecodeTerms MakeTerms(int sequences)
    {
        // A decoding token attends to its own key as well, so the keys read are the context sum plus one a sequence.
        int fullest = Part(sequences);
        int computed = _host.Padded(fullest);
        DecodeLine attention = DecodeAttention(_attention, sequences, fullest);
        StepCost layers = PriceLayers((computed, computed), sequences, attention.Fixed), head = PriceHead(sequences), own = OwnKeys(sequences);
        long bytes = IsSplit(fullest) ? PriceHalves(fullest, sequences, default, prompts: false).Bytes : layers.Bytes;
        bool eager = IsEager(fullest, prompts: false);
        return new DecodeTerms(
            attention with { Fixed = layers.Picoseconds },
            head.Picoseconds + (eager ? _eagerLaunches : 0), Always(sequences), AtLeast(sequences, eager),
            layers.Flops + head.Flops + own.Flops, bytes + head.Bytes + own.Bytes);
    }

    /// <summary>The parts of <see cref="Price"/> by operator and cause.</summary>
    public StepBreakdown Explain(in BatchShape shape)
    {
        StepCost total = Price(shape);
        (int tokens, int sequences, int fullest) = Counts(shape);
        int sampled = Logits(shape, sequences), sampledPart = Part(sampled);
        AttentionPricing pricing = AttentionIn(shape, fullest);
        StepCost prefill = PricePrefill(pricing, shape.Prefill), decode = PriceDecode(pricing, shape, fullest);
        long launch = Launch(shape), inLayers;
        bool isAlone = shape.Prefill.IsEmpty && shape.DraftTokens == 0;
        IEnumerable<OperatorCost> layers;
        if (IsSplit(fullest))
        {
            HalvedAttention attention = Halved(shape, fullest, prefill, decode);
            bool prompts = !shape.Prefill.IsEmpty;
            layers = _halves!.Explain(fullest, Part(tokens), tokens, attention, prompts).Select(o => o with { Bytes = o.Bytes * _parts });
            inLayers = PriceHalves(fullest, tokens, attention, prompts).Picoseconds;
            launch *= 2;
        }
        else
        {
            (int own, int together) = Computed(shape, fullest, tokens);
            layers = [
                .. _operators.OnTokens.Select(o => Whole(o.Price(own), own, tokens)),
                .. _operators.OnShared.Select(o => Whole(o.Price(together), together, tokens)),
            ];
            inLayers = PriceLayers((own, together), tokens, prefill.Picoseconds + launch + decode.Picoseconds).Picoseconds;
        }

        List<OperatorCost> parts =
        [
            .. layers,
            .. sampled > 0 ? _operators.OnSampled.Select(o => Whole(o.Price(sampledPart), sampledPart, sampled)) : [],
            Attention("prefill attention", StepCause.Compute, prefill) with { LaunchSeconds = Picoseconds.ToSeconds(launch) },
            Attention("decode attention", isAlone ? pricing.DecodeCause : pricing.DecodeCauseBesidePrompts(shape.DecodeSequences), decode),
            Attention("kv cache writes", StepCause.Memory, KvWrites(tokens)),
        ];
        long gpu = inLayers + _sampled[sampledPart].Picoseconds;
        if (IsEager(fullest, !shape.Prefill.IsEmpty))
        {
            gpu += _eagerLaunches;
            parts.Add(new OperatorCost("launches outside graphs", StepCause.Launch, 0, Picoseconds.ToSeconds(_eagerLaunches), 0, 0));
        }

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

    /// <summary>Whether the batch is split into two halves, each with a token of the fullest rank at least.</summary>
    private bool IsSplit(int fullest) => _halves is not null && fullest > 1;

    /// <summary>Whether kernels are launched one by one, since no captured graph holds such a step.</summary>
    private bool IsEager(int fullest, bool prompts) => fullest > (prompts ? _promptGraphTokens : _graphTokens);

    /// <summary>What attention pays more for launches where there are prompts.</summary>
    private long Launch(in BatchShape shape) => shape.Prefill.IsEmpty ? 0 : _attention.PrefillLaunch;

    private StepCost PriceHead(int sampled)
    {
        (long Picoseconds, long Bytes) head = _sampled[Part(sampled)];
        return new(head.Picoseconds, _sampled.FlopsPerToken * sampled, head.Bytes * _parts);
    }

    /// <summary>
    /// Tokens that a step computes: those of the fullest part, and those of a part on average where all compute together. A step without prompts
    /// computes the empty places of its graph too.
    /// </summary>
    private (int Own, int Together) Computed(in BatchShape shape, int fullest, int tokens)
    {
        if (!shape.Prefill.IsEmpty)
        {
            return (fullest, Part(tokens));
        }

        int sequences = Part(shape.DecodeSequences);
        int computed = (int)(((long)_host.Padded(sequences) * fullest + sequences - 1) / sequences);
        return (computed, computed);
    }

    /// <summary>Everything but the head; of attention the time only.</summary>
    private StepCost PriceLayers((int Own, int Together) computed, int tokens, long attention)
    {
        (long Picoseconds, long Bytes) all = _tokens[computed.Own], shared = _shared[computed.Together];
        return Layers(tokens, all.Picoseconds + shared.Picoseconds + attention, all.Bytes + shared.Bytes);
    }

    /// <summary>The same of a batch that is split.</summary>
    private StepCost PriceHalves(int fullest, int tokens, HalvedAttention attention, bool prompts)
    {
        (long Picoseconds, long Bytes) halves = _halves!.Price(fullest, Part(tokens), attention, prompts);
        return Layers(tokens, halves.Picoseconds, halves.Bytes);
    }

    private StepCost Layers(int tokens, long picoseconds, long bytesOfAPart) =>
        new(picoseconds, (_tokens.FlopsPerToken + _shared.FlopsPerToken) * tokens, (bytesOfAPart * _parts) + KvWrites(tokens).Bytes);

    /// <summary>Prices of attention in a step: in one that is split, prompts share the units with communication.</summary>
    private AttentionPricing AttentionIn(in BatchShape shape, int fullest) =>
        IsSplit(fullest) && !shape.Prefill.IsEmpty ? _halves!.AttentionWithPrompts : _attention;

    /// <summary>Attention of a batch that is split: each half has launches of its own.</summary>
    private HalvedAttention Halved(in BatchShape shape, int fullest, StepCost prefill, StepCost decode)
    {
        HalvedAttention decoding = shape.DraftTokens > 0 || !shape.Prefill.IsEmpty
            ? _halves!.Attention(decode.Picoseconds)
            : _halves!.Attention(DecodeAttention(_attention, shape.DecodeSequences, fullest), shape.DecodeContextSum, shape.DecodeWindowedContextSum);
        return decoding + _halves.Attention(prefill.Picoseconds + (2 * Launch(shape)));
    }

    private StepCost PricePrefill(AttentionPricing attention, ReadOnlySpan<PrefillChunk> chunks)
    {
        StepCost sum = default;
        long longest = 0;
        foreach (PrefillChunk chunk in chunks)
        {
            StepCost cost = attention.Prefill(chunk);
            sum = Sum(sum, cost);
            longest = Math.Max(longest, cost.Picoseconds);
        }

        return sum with { Picoseconds = Math.Max(longest, sum.Picoseconds / _parts) };
    }

    private StepCost PriceDecode(AttentionPricing attention, in BatchShape shape, int fullest)
    {
        long full = shape.DecodeContextSum, window = shape.DecodeWindowedContextSum;
        if (shape.DraftTokens > 0)
        {
            return attention.Verify(shape.DecodeSequences, shape.DecodeSequences + shape.DraftTokens, full, window);
        }

        StepCost own = OwnKeys(shape.DecodeSequences);
        return new(
            DecodeAttention(attention, shape.DecodeSequences, fullest, !shape.Prefill.IsEmpty).At(full, window),
            own.Flops + (_attention.FullFlops * full) + (_attention.WindowFlops * window),
            own.Bytes + (_attention.FullBytes * full) + (_attention.WindowBytes * window));
    }

    /// <summary>Picoseconds of attention of sequences that decode together, or in halves.</summary>
    private DecodeLine DecodeAttention(AttentionPricing attention, int sequences, int fullest, bool besidePrompts = false)
    {
        int together = IsSplit(fullest) ? sequences / 2 : sequences;
        long full = attention.DecodeFull(together, besidePrompts), window = attention.DecodeWindow(together, besidePrompts);
        return new((full + window + attention.DecodeSequence) * sequences, full, window, long.MaxValue);
    }

    /// <summary>Operations and bytes of the sequences' own keys, which their time has already.</summary>
    private StepCost OwnKeys(long sequences) =>
        new(0, (_attention.FullFlops + _attention.WindowFlops) * sequences, (_attention.FullBytes + _attention.WindowBytes) * sequences);

    // The time of writing the cache is in the rotary kernel's; only its bytes are counted here.
    private StepCost KvWrites(int tokens) => new(0, 0, (_attention.FullBytes + _attention.WindowBytes) * tokens);

    // Every data-parallel rank has a host process and a front end of its own (vLLM's api_server_count), for its share of the sequences.
    private long Host(int sampled) => _hostStep + (_hostSequence * Part(sampled));

    /// <summary>Host time that adds to the accelerators' in any case.</summary>
    private long Always(int sampled) => _overlapped ? 0 : Host(sampled);

    /// <summary>
    /// Host time that the accelerators' hides: an overlapped engine's own and launches outside captured graphs, and beside them what the front end
    /// needs for the tokens.
    /// </summary>
    private long AtLeast(int sampled, bool eager) => Math.Max(
        (_overlapped ? Host(sampled) : 0) + (eager ? _eagerHost : 0), (_streamed * Part(sampled)) - Always(sampled));
}
