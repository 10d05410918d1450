using CsvHelper;

namespace InferenceSim.Experiments.Calibration;

/// <summary>A measured collective; the size column counts elements of two bytes.</summary>
[CsvRecord]
internal sealed partial record CollectiveRow(
    [property: CsvColumn("system")] string System,
    [property: CsvColumn("library_version")] string Version,
    [property: CsvColumn("op")] string Operation,
    [property: CsvColumn("dtype")] string Format,
    [property: CsvColumn("num_gpus")] int Accelerators,
    [property: CsvColumn("message_elements")] long Elements,
    [property: CsvColumn("kernel")] string Kernel,
    [property: CsvColumn("latency_ms")] double Milliseconds);
