using InferenceSim.Hardware;
using InferenceSim.Simulation;

namespace InferenceSim.Timing;

/// <summary>
/// Integer prices of attention, the part of a step that depends on contexts. Decode is linear in the keys read, over full layers and over
/// windows; prefill is linear in query-key pairs and in tokens, but never sooner than its keys are read. Layers that attend within fixed
/// chunks (Llama 4) count as windows of a chunk's length: exact in the first chunk, up to twice too much in later ones.
/// </summary>
internal sealed class AttentionPricing
{
    // Absorbed latent decode is bound by computing for many heads: share of peak of FlashMLA-like kernels (0.50 to 0.56 on H800; InferSim, 2026-05-08).
    private const double LatentDecodeFlopsShare = 0.53;

    // Where an accelerator's clock is not known: that of H100.
    private const double UsualClockHertz = 1.83e9;

    // Query rows that the prompts' kernel computes at once for a head, whether there are so many or not: kBlockM of FlashAttention 2 over paged keys.
    private const int TileRows = 64;

    // What that kernel reaches of the rate that whole prompts do, whose tiles are twice as high: 0.53 to 0.78, from median times between tokens of
    // Qwen3-14B on A100 at 82,000, 275,000 and 262,000 keys (gpustack's performance lab, vLLM 0.11: 85.5, 369 and 448 ms).
    private const double TileShare = 0.6;

    // Binary digits below the picosecond for a query-key pair, which costs a few picoseconds on a small model.
    private const int FractionBits = 10;

    private readonly int _window;
    private readonly long _decodeFull;
    private readonly long _decodeWindow;
    private readonly long _tileFull;
    private readonly long _tileWindow;
    private readonly long _aloneFull;
    private readonly long _aloneWindow;
    private readonly long _pairFull;
    private readonly long _pairWindow;
    private readonly long _verifyFull;
    private readonly long _verifyWindow;
    private readonly long _prefillRow;
    private readonly long _readFull;
    private readonly long _readWindow;
    private readonly long _expand;
    private readonly long _prefillFlops;
    private readonly long _expandFlops;
    private readonly AttentionGeometry _geometry;
    private readonly int _devices;

    public AttentionPricing(ServingLayout layout)
    {
        AttentionGeometry geometry = _geometry = new AttentionGeometry(layout);
        Accelerator accelerator = layout.Accelerator;
        DecodeAttentionEfficiency decode = accelerator.Kernels.DecodeAttention;
        PrefillAttentionEfficiency prefill = accelerator.Kernels.PrefillAttention;
        double peak = accelerator.PeakFlopsPerSecond.Bf16!.Value;
        int layers = layout.Model.Layers, parts = layout.Parts;
        _devices = layout.TensorParallel;
        _window = layout.Model.SlidingWindow ?? 0;

        double read = geometry.KvBytesPerToken / (decode.BandwidthShare * accelerator.MemoryBandwidthBytesPerSecond);
        double compute = layout.Model.Latent is null ? 0 : geometry.DecodeFlopsPerPair / (LatentDecodeFlopsShare * peak);
        DecodeCause = compute > read ? StepCause.Compute : StepCause.Memory;

        // As many blocks side by side as there are units, where their number is known.
        double alone = (layout.Host.SingleBlockKeyCycles ?? 0) / (accelerator.Kernels.ClockHertz ?? UsualClockHertz);
        int units = accelerator.Kernels.ComputeUnits;
        double key = Math.Max(Math.Max(read, compute), units > 1 ? alone * Blocks(layout) / units : 0);
        _decodeFull = Picoseconds.From(geometry.FullLayers * key / parts);
        _decodeWindow = Picoseconds.From(geometry.WindowLayers * key / parts);
        _aloneFull = Picoseconds.From(geometry.FullLayers * alone);
        _aloneWindow = Picoseconds.From(geometry.WindowLayers * alone);
        DecodeSequence = Picoseconds.From(layers * geometry.Heads * decode.PerHeadSeconds / parts);
        PrefillLaunch = Picoseconds.From(layers * Math.Max(0, prefill.LaunchSeconds - decode.LaunchSeconds));

        double pair = geometry.PrefillFlopsPerPair / (prefill.FlopsShare * peak);
        _pairFull = Picoseconds.From(Math.ScaleB(geometry.FullLayers * pair, FractionBits));
        _pairWindow = Picoseconds.From(Math.ScaleB(geometry.WindowLayers * pair, FractionBits));
        bool byHead = layout.Host.MixedAttention == true && accelerator.Kernels.PromptAttentionByHead == true && layout.Model.Latent is null;
        double tile = byHead ? TileRows * pair / (TileShare * parts) : 0;
        _tileFull = Picoseconds.From(geometry.FullLayers * tile);
        _tileWindow = Picoseconds.From(geometry.WindowLayers * tile);
        double verified = layout.Model.Latent is null ? pair : compute;
        _verifyFull = Picoseconds.From(Math.ScaleB(geometry.FullLayers * verified / parts, FractionBits));
        _verifyWindow = Picoseconds.From(Math.ScaleB(geometry.WindowLayers * verified / parts, FractionBits));
        _prefillRow = Picoseconds.From(layers * geometry.RowHeads * prefill.PerHeadRowSeconds);
        _readFull = Picoseconds.From(geometry.FullLayers * read);
        _readWindow = Picoseconds.From(geometry.WindowLayers * read);

        GemmEfficiency gemm = accelerator.Kernels.Gemm.Bf16;
        _expand = Picoseconds.From(layers * geometry.ExpandFlopsPerToken / (gemm.FlopsShare * peak));
        _expandFlops = layers * geometry.ExpandFlopsPerToken * _devices;
        _prefillFlops = geometry.PrefillFlopsPerPair * _devices;
        FullFlops = geometry.DecodeFlopsPerPair * geometry.FullLayers * _devices;
        WindowFlops = geometry.DecodeFlopsPerPair * geometry.WindowLayers * _devices;
        FullBytes = geometry.KvBytesPerToken * geometry.FullLayers * _devices;
        WindowBytes = geometry.KvBytesPerToken * geometry.WindowLayers * _devices;
    }

    /// <summary>Blocks for a sequence: the engine's kernel takes a whole group of query heads if it was written for that group, else head by head.</summary>
    private static int Blocks(ServingLayout layout)
    {
        int heads = layout.HeadsPerDevice, together = layout.Host.SingleBlockHeads ?? 1;
        return heads / layout.KvHeadsPerDevice % together == 0 ? heads / together : heads;
    }

    /// <summary>Tokens before the current one that windowed layers see; <c>null</c> without such layers.</summary>
    public int? Window => _geometry.WindowLayers > 0 ? Math.Max(0, _window - 1) : null;

    /// <summary>
    /// Picoseconds per key read by full layers when <paramref name="sequences"/> decode: bound by bandwidth, or by the one block that reads the
    /// context of a sequence, all of which run side by side; or, <paramref name="besidePrompts"/>, by computing whole tiles.
    /// </summary>
    public long DecodeFull(long sequences, bool besidePrompts = false) =>
        Math.Max(Math.Max(_decodeFull, _aloneFull / Math.Max(1, sequences)), besidePrompts ? _tileFull : 0);

    /// <summary>The same for windowed layers.</summary>
    public long DecodeWindow(long sequences, bool besidePrompts = false) =>
        Math.Max(Math.Max(_decodeWindow, _aloneWindow / Math.Max(1, sequences)), besidePrompts ? _tileWindow : 0);

    /// <summary>What binds decode: reading the cache, or computing for the many heads of latent attention.</summary>
    public StepCause DecodeCause { get; }

    /// <summary>The same for sequences that share a step with prompts, which may compute whole tiles.</summary>
    public StepCause DecodeCauseBesidePrompts(int sequences) =>
        _tileFull + _tileWindow > DecodeFull(sequences) + DecodeWindow(sequences) ? StepCause.Compute : DecodeCause;

    /// <summary>Picoseconds per decoding sequence.</summary>
    public long DecodeSequence { get; }

    /// <summary>What a step with prefill chunks pays more for launching attention.</summary>
    public long PrefillLaunch { get; }

    /// <summary>Operations per query and key, over full and over windowed layers.</summary>
    public long FullFlops { get; }

    /// <inheritdoc cref="FullFlops"/>
    public long WindowFlops { get; }

    /// <summary>Bytes per cached token, over full and over windowed layers.</summary>
    public long FullBytes { get; }

    /// <inheritdoc cref="FullBytes"/>
    public long WindowBytes { get; }

    /// <summary>
    /// The price of decoding sequences that verify drafts: keys are read once for all tokens of a sequence, each of which attends to them, and at
    /// the rate of sequences without drafts, so that verifying is never the quicker.
    /// Every sequence counts with the mean number of tokens.
    /// </summary>
    public StepCost Verify(long sequences, long tokens, long contextSum, long windowedContextSum)
    {
        long own = tokens * (tokens + sequences) / (2 * sequences);
        Int128 pairs = ((Int128)contextSum * tokens / sequences) + own;
        Int128 seen = _geometry.WindowLayers > 0 ? ((Int128)windowedContextSum * tokens / sequences) + own : 0;
        long keys = contextSum + tokens, seenKeys = windowedContextSum + tokens;
        long computing = (long)(((_verifyFull * pairs) + (_verifyWindow * seen)) >> FractionBits);
        // Drafts make a sequence's query longer than one token, which is what sends it to the prompts' kernel.
        long reading = (DecodeFull(sequences, besidePrompts: true) * keys) + (DecodeWindow(sequences, besidePrompts: true) * seenKeys);
        return new StepCost(
            Math.Max(computing, reading) + (DecodeSequence * sequences),
            (long)((FullFlops * pairs) + (WindowFlops * seen)),
            (FullBytes * keys) + (WindowBytes * seenKeys));
    }

    /// <summary>The price of one chunk's attention.</summary>
    public StepCost Prefill(PrefillChunk chunk)
    {
        long n = chunk.Tokens, context = chunk.Context, keys = context + n;
        long pairs = (n * context) + (n * (n + 1) / 2);
        long seen = _geometry.WindowLayers > 0 ? WindowedPairs(n, context) : 0;
        long seenKeys = Math.Min(keys, n + _window);

        // A short chunk over a long context computes little but still reads all of its keys and values.
        long computing = (long)((WideProduct.Of(_pairFull, pairs) + WideProduct.Of(_pairWindow, seen)) >> FractionBits) + (_expand * context);
        long reading = (_readFull * keys) + (_readWindow * seenKeys);
        return new StepCost(
            Math.Max(computing, reading) + (_prefillRow * n),
            (_prefillFlops * ((pairs * _geometry.FullLayers) + (seen * _geometry.WindowLayers))) + (_expandFlops * context),
            (FullBytes * keys) + (WindowBytes * seenKeys));
    }

    // Sum over the chunk's tokens of min(context + i, window), i from 1 to n.
    private long WindowedPairs(long n, long context)
    {
        long growing = Math.Clamp(_window - context, 0, n);
        return (growing * context) + (growing * (growing + 1) / 2) + ((n - growing) * _window);
    }
}
