using CsvHelper;

namespace InferenceSim.Experiments.Calibration;

/// <summary>A measured attention call of one layer: of prompts (nothing cached) or of decoding sequences (one token each).</summary>
[CsvRecord]
internal sealed partial record AttentionRow(
    [property: CsvColumn("system")] string System,
    [property: CsvColumn("framework_version")] string Version,
    [property: CsvColumn("batch")] int Batch,
    [property: CsvColumn("isl")] int Tokens,
    [property: CsvColumn("past_kv_len")] int Past,
    [property: CsvColumn("heads")] int Heads,
    [property: CsvColumn("kv_heads(0=MHA)")] int KvHeadsOrZero,
    [property: CsvColumn("kv_dtype")] string KvFormat,
    [property: CsvColumn("latency_ms")] double Milliseconds)
{
    /// <summary>KV heads; the file writes 0 where there are as many as query heads.</summary>
    [CsvIgnore]
    public int KvHeads => KvHeadsOrZero == 0 ? Heads : KvHeadsOrZero;

    /// <summary>Bytes of a cached value.</summary>
    [CsvIgnore]
    public int KvBytes => KvFormat == "fp8" ? 1 : 2;

    /// <summary>What makes two rows the same measurement.</summary>
    [CsvIgnore]
    public string Shape => FormattableString.Invariant($"{System},{Batch},{Tokens},{Past},{Heads},{KvHeads},{KvFormat}");
}
