using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Workloads;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim list</c>: what it knows by name.</summary>
internal static class ListCommand
{
    private const double Billion = 1e9;
    private const double Tera = 1e12;

    /// <summary>The command.</summary>
    public static Command Create() => new("list", "List what is known by name.")
    {
        Of("gpus", "The accelerators, their memory, peak rates and typical rental price.", Gpus),
        Of("models", "The models, their sizes and context.", Models),
        Of("workloads", "The ready workloads.", Workloads),
        ListPricesCommand.Create(),
    };

    private static Command Of(string name, string description, Func<(string[] Columns, IEnumerable<object?[]> Rows)> list)
    {
        Command command = new(name, description);
        Option<string?> format = OutputFormats.Option();
        command.Add(format);
        return command.WithAction((parsed, _) =>
        {
            (string[] columns, IEnumerable<object?[]> rows) = list();
            RecordPrinter.Print(columns, rows, OutputFormats.Of(parsed.GetValue(format)));
            return ExitCode.Ok;
        });
    }

    private static string Others(IReadOnlyDictionary<string, string> names, string own) =>
        string.Join(' ', names.Where(n => n.Value == own).Select(n => n.Key).Order(StringComparer.Ordinal));

    private static (string[] Columns, IEnumerable<object?[]> Rows) Gpus() => (
        ["name", "vendor", "memory_gb", "bandwidth_gb_per_second", "bf16_tflops", "fp8_tflops", "fp4_tflops", "domain_size", "rental_usd_per_hour", "confidence", "also_known_as"],
        AcceleratorCatalog.Names.Select(AcceleratorCatalog.Find).Select(a => (object?[])
        [
            a.Name, a.Vendor, a.MemoryCapacityBytes / Billion, a.MemoryBandwidthBytesPerSecond / Billion, a.PeakFlopsPerSecond.Bf16 / Tera,
            a.PeakFlopsPerSecond.Fp8 / Tera, a.PeakFlopsPerSecond.Fp4 / Tera, (long)a.Interconnect.DomainSize,
            a.Prices.RentalTypicalUsdPerHour, a.Confidence, Others(AcceleratorCatalog.AlsoKnownAs, a.Name),
        ]));

    private static (string[] Columns, IEnumerable<object?[]> Rows) Models() => (
        ["name", "family", "total_parameters_billion", "active_parameters_billion", "layers", "attention", "max_context", "published_precision", "also_known_as"],
        ModelCatalog.Names.Select(ModelCatalog.Find).Select(m => (object?[])
        [
            m.Name, m.Family, m.TotalParameters / Billion, m.ActiveParameters / Billion, (long)m.Layers, m.Attention.ToString(), (long)m.MaxContext,
            m.NativePrecision, Others(ModelCatalog.AlsoKnownAs, m.Name),
        ]));

    private static (string[] Columns, IEnumerable<object?[]> Rows) Workloads() => (
        ["name", "mean_input_tokens", "mean_output_tokens", "sessions", "description"],
        WorkloadCatalog.Names.Select(n => (Name: n, Spec: WorkloadCatalog.Find(n))).Select(w => (object?[])
        [
            w.Name, w.Spec.Published?.Prompt?.Mean, w.Spec.Published?.Output?.Mean, w.Spec.Sessions is null ? "no" : "yes",
            w.Spec.Description,
        ]));
}
