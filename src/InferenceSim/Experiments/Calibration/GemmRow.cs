using CsvHelper;

namespace InferenceSim.Experiments.Calibration;

/// <summary>A measured matrix product.</summary>
[CsvRecord]
internal sealed partial record GemmRow(
    [property: CsvColumn("system")] string System,
    [property: CsvColumn("framework_version")] string Version,
    [property: CsvColumn("dtype")] string Format,
    [property: CsvColumn("m")] int M,
    [property: CsvColumn("n")] int N,
    [property: CsvColumn("k")] int K,
    [property: CsvColumn("latency_ms")] double Milliseconds);
