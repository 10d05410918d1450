namespace InferenceSim.Timing;

/// <summary>
/// Prices a step whose batch is split into two halves, so that what one sends to experts hides behind the computing of the other. Every kernel
/// runs for each half, on half the tokens: weights are read twice. Each rank's tokens are halved, within a prompt where need be, and each half
/// has half the attention. Sampling is done once, for both. Layers with experts are taken as all alike in attention.
/// </summary>
/// <remarks>
/// DeepSeek-V3 technical report (arXiv 2412.19437), sections 3.4.1 and 3.4.2; DeepSeek-V3/R1 inference system overview (open-infra-index,
/// 2025-03-01); SGLang's <c>--enable-two-batch-overlap</c>; vLLM's <c>--enable-dbo</c>, whose thresholds (32 decoding, 512 with prompts) below
/// which it does not split are not applied. In steps with prompts communication takes compute units away, in decode steps it takes none:
/// vLLM's <c>VLLM_DBO_COMM_SMS</c> (20) for DeepEP's high-throughput kernels, and none for its low-latency kernels, whose adapters send by themselves.
/// </remarks>
internal sealed class OverlappedHalves
{
    private const int CommunicationUnits = 20;

    private readonly Tables _withPrompts;
    private readonly Tables _decoding;
    private readonly long _layers;
    private readonly long _expertLayers;

    public OverlappedHalves(ServingLayout layout, LayerOperators operators)
    {
        _layers = layout.Model.Layers;
        _expertLayers = layout.Model.Experts!.MoeLayers;
        ServingLayout withPrompts = BesideCommunication(layout);
        _decoding = new Tables(operators);
        _withPrompts = new Tables(new OperatorList(withPrompts).Stages!);
        AttentionWithPrompts = new AttentionPricing(withPrompts);
    }

    /// <summary>Prices of attention in steps that compute prompts.</summary>
    public AttentionPricing AttentionWithPrompts { get; }

    /// <summary>Tokens or sequences of the larger half.</summary>
    public static int Half(int count) => (count + 1) / 2;

    /// <summary>Attention on contexts that takes <paramref name="picoseconds"/>, both halves together.</summary>
    public HalvedAttention Attention(long picoseconds) => new(picoseconds, OfAHalf(picoseconds));

    /// <summary>The same for decoding, as <see cref="Decode"/> has it.</summary>
    public HalvedAttention Attention(DecodeLine decoding, long contextSum, long windowedContextSum) =>
        new(decoding.At(contextSum, windowedContextSum), OfAHalf(decoding).At(contextSum, windowedContextSum));

    /// <summary>The time and the bytes of one rank, both halves together.</summary>
    /// <param name="fullest">Tokens of the fullest rank.</param>
    /// <param name="mean">Tokens of a rank on average.</param>
    /// <param name="attention">Attention on contexts.</param>
    /// <param name="prompts">Whether the step computes prompts.</param>
    public (long Picoseconds, long Bytes) Price(int fullest, int mean, HalvedAttention attention, bool prompts)
    {
        Priced priced = (prompts ? _withPrompts : _decoding).Of(Half(fullest), Half(mean));
        return (Apart(priced) + attention.Apart + WithAttention(priced, attention.OfAHalf).Picoseconds, 2 * priced.Bytes);
    }

    /// <summary>The time of decode steps around a context sum, as <see cref="Price"/> has it.</summary>
    /// <param name="fullest">Tokens of the fullest rank.</param>
    /// <param name="mean">Tokens of a rank on average.</param>
    /// <param name="attention">Attention on contexts.</param>
    /// <param name="contextSum">The context sum.</param>
    /// <param name="windowedContextSum">The windowed one.</param>
    /// <param name="growing">Whether the windowed sum may still grow.</param>
    public DecodeLine Decode(int fullest, int mean, DecodeLine attention, long contextSum, long windowedContextSum, bool growing)
    {
        Priced priced = _decoding.Of(Half(fullest), Half(mean));
        DecodeLine half = OfAHalf(attention);
        OverlapStages stages = WithAttention(priced, half.At(contextSum, windowedContextSum));

        DecodeLine line = new(
            Apart(priced) + attention.Fixed - (2 * half.Fixed)
                + Math.Max(stages.Dispatch, stages.Experts) + Math.Max(stages.Combine, stages.SharedExperts + stages.Experts),
            attention.PerContext - (2 * half.PerContext),
            attention.PerWindowedContext - (2 * half.PerWindowedContext),
            long.MaxValue);
        line = Add(line, stages.Attention, stages.Dispatch);
        return Add(line, stages.SharedExperts + stages.Attention, stages.Combine);

        // Where sending is the longer, the stage does not lengthen with contexts until attention is.
        DecodeLine Add(DecodeLine sum, long computing, long sending) => computing >= sending
            ? sum with
            {
                Fixed = sum.Fixed + computing - half.At(contextSum, windowedContextSum) + half.Fixed,
                PerContext = sum.PerContext + half.PerContext,
                PerWindowedContext = sum.PerWindowedContext + half.PerWindowedContext,
            }
            : sum with
            {
                Fixed = sum.Fixed + sending,
                Until = Math.Min(
                    sum.Until, DecodeLine.Reached(contextSum, sending - computing, half.PerContext, half.PerWindowedContext, growing)),
            };
    }

    /// <summary>The operators with the time and the bytes of both halves on one rank; what is hidden of sending is told apart.</summary>
    /// <param name="fullest">Tokens of the fullest rank.</param>
    /// <param name="mean">Tokens of a rank on average.</param>
    /// <param name="tokens">Tokens of all ranks, whose operations are counted.</param>
    /// <param name="attention">Attention on contexts.</param>
    /// <param name="prompts">Whether the step computes prompts.</param>
    public IEnumerable<OperatorCost> Explain(int fullest, int mean, int tokens, HalvedAttention attention, bool prompts)
    {
        Tables tables = prompts ? _withPrompts : _decoding;
        LayerOperators operators = tables.Operators;
        OverlapStages stages = WithAttention(tables.Of(Half(fullest), Half(mean)), attention.OfAHalf);
        ITokenOperator[] ofRank = [.. operators.EveryLayer, .. operators.Rest, .. operators.Gate, .. operators.SharedExperts];
        foreach (ITokenOperator each in ofRank)
        {
            yield return Both(each, Half(fullest));
        }

        yield return Both(operators.Experts, Half(mean));
        yield return Exposed(operators.Dispatch, stages.Dispatch, stages.ExposedDispatch);
        yield return Exposed(operators.Combine, stages.Combine, stages.ExposedCombine);

        OperatorCost Both(ITokenOperator of, int half)
        {
            OperatorCost cost = of.Price(half);
            return cost with { Seconds = 2 * cost.Seconds, LaunchSeconds = 2 * cost.LaunchSeconds, Flops = cost.Flops / half * tokens, Bytes = 2 * cost.Bytes };
        }

        OperatorCost Exposed(ITokenOperator of, long sending, long exposed) => Both(of, Half(mean)) with
        {
            Seconds = Picoseconds.ToSeconds(exposed),
            HiddenSeconds = Picoseconds.ToSeconds((2 * sending) - exposed),
        };
    }

    /// <summary>The layout while communication holds some of the compute units.</summary>
    private static ServingLayout BesideCommunication(ServingLayout layout)
    {
        int units = layout.Accelerator.Kernels.ComputeUnits;
        return units > CommunicationUnits // of others the number is not known
            ? layout with { Accelerator = layout.Accelerator.ComputingWith((double)(units - CommunicationUnits) / units) }
            : layout;
    }

    /// <summary>One half's attention in layers with experts, of the attention of a step.</summary>
    private long OfAHalf(long attention) => (long)((Int128)attention * _expertLayers / (2 * _layers));

    private DecodeLine OfAHalf(DecodeLine attention) =>
        new(OfAHalf(attention.Fixed), OfAHalf(attention.PerContext), OfAHalf(attention.PerWindowedContext), attention.Until);

    /// <summary>What both halves do outside of layers with experts.</summary>
    private long Apart(in Priced priced) => 2 * (priced.EveryLayer - InStages(priced.EveryLayer) + priced.Rest);

    private long InStages(long everyLayer) => everyLayer * _expertLayers / _layers;

    private OverlapStages WithAttention(in Priced priced, long attention) =>
        priced.Stages with { Attention = priced.Stages.Attention + InStages(priced.EveryLayer) + attention };

    private sealed class Tables(LayerOperators operators)
    {
        private readonly PricedCounts _everyLayer = new(operators.EveryLayer);
        private readonly PricedCounts _gate = new(operators.Gate);
        private readonly PricedCounts _sharedExperts = new(operators.SharedExperts);
        private readonly PricedCounts _experts = new([operators.Experts]);
        private readonly PricedCounts _dispatch = new([operators.Dispatch]);
        private readonly PricedCounts _combine = new([operators.Combine]);
        private readonly PricedCounts _rest = new(operators.Rest);

        public LayerOperators Operators => operators;

        /// <summary>One half with so many tokens of the fullest rank, and of a rank on average.</summary>
        public Priced Of(int fullest, int mean)
        {
            (long Picoseconds, long Bytes) every = _everyLayer[fullest], gate = _gate[fullest], shared = _sharedExperts[fullest], rest = _rest[fullest];
            (long Picoseconds, long Bytes) experts = _experts[mean];
            return new Priced(
                every.Picoseconds,
                rest.Picoseconds,
                new OverlapStages(gate.Picoseconds, shared.Picoseconds, experts.Picoseconds, _dispatch[mean].Picoseconds, _combine[mean].Picoseconds),
                every.Bytes + gate.Bytes + shared.Bytes + rest.Bytes + experts.Bytes);
        }
    }

    /// <summary>One half: its operators in every layer, those outside of layers, the stages with the router in place of attention, and the bytes.</summary>
    private readonly record struct Priced(long EveryLayer, long Rest, OverlapStages Stages, long Bytes);
}
