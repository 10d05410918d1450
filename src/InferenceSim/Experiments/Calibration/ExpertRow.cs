using CsvHelper;

namespace InferenceSim.Experiments.Calibration;

/// <summary>A measured expert layer of one accelerator.</summary>
[CsvRecord]
internal sealed partial record ExpertRow(
    [property: CsvColumn("system")] string System,
    [property: CsvColumn("framework_version")] string Version,
    [property: CsvColumn("dtype")] string Format,
    [property: CsvColumn("num_tokens")] int Tokens,
    [property: CsvColumn("hidden")] int Hidden,
    [property: CsvColumn("inter")] int Width,
    [property: CsvColumn("experts")] int Experts,
    [property: CsvColumn("topk")] int PerToken,
    [property: CsvColumn("moe_tp")] int Split,
    [property: CsvColumn("moe_ep")] int Ways,
    [property: CsvColumn("distribution")] string Routing,
    [property: CsvColumn("latency_ms")] double Milliseconds);
