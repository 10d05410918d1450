using InferenceSim.Hardware;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Experiments.Calibration;

/// <summary>Collective tables: every second measured size is kept, the sizes between tell how well interpolation does.</summary>
internal static class CollectiveFitting
{
    // Engines' own kernels inside graphs up to here, the collective library beyond (their buffers end about here).
    private const double LargestCustomBytes = 16 << 20;
    private const double SmallestBytes = 4096;
    private const int ElementBytes = 2;

    public static AllReduceEfficiency AllReduce(OperatorSystem system, OperatorTables tables, AllReduceEfficiency closedForm) => Table(
        system,
        Own(system, tables, "vLLM_custom_graph"),
        closedForm,
        "all-reduce: vLLM's kernels inside graphs up to 16 MiB, NCCL beyond");

    public static AllReduceEfficiency WorkspaceAllReduce(OperatorSystem system, OperatorTables tables, AllReduceEfficiency closedForm) => Table(
        system,
        Own(system, tables, "TRTLLM"),
        closedForm with { Groups = [] },
        "all-reduce: TensorRT-LLM's kernels up to 16 MiB, NCCL beyond");

    public static AllReduceEfficiency LibraryAllReduce(OperatorSystem system, OperatorTables tables, AllReduceEfficiency closedForm) => Table(
        system,
        tables.Collectives.Where(r => r.System == system.Name && r.Operation == "all_reduce" && r.Kernel == "NCCL" && r.Format == "half"),
        closedForm with { Groups = [] },
        "all-reduce: NCCL");

    public static AllReduceEfficiency AllToAll(OperatorSystem system, OperatorTables tables, AllReduceEfficiency closedForm) => Table(
        system,
        tables.Collectives.Where(r => r.System == system.Name && r.Operation == "alltoall" && r.Format == "half"),
        closedForm with { LatencySeconds = closedForm.LatencySeconds, Groups = [] },
        "all-to-all: NCCL");

    private static IEnumerable<CollectiveRow> Own(OperatorSystem system, OperatorTables tables, string kernel) => tables.Collectives.Where(r =>
        r.System == system.Name && r.Operation == "all_reduce"
        && (r.Elements * ElementBytes <= LargestCustomBytes ? r.Kernel == kernel : r.Kernel == "NCCL" && r.Format == "half"));

    private static AllReduceEfficiency Table(OperatorSystem system, IEnumerable<CollectiveRow> rows, AllReduceEfficiency closedForm, string data)
    {
        List<AllReduceGroup> groups = [];
        List<double> errors = [];
        int kept = 0;
        foreach (IGrouping<int, CollectiveRow> group in rows.GroupBy(r => r.Accelerators).OrderBy(g => g.Key))
        {
            AllReducePoint[] points =
            [
                .. group.Where(r => r.Elements * ElementBytes >= SmallestBytes).GroupBy(r => r.Elements * ElementBytes).OrderBy(g => g.Key)
                    .Select(g => new AllReducePoint(g.Key, g.Min(r => r.Milliseconds / 1e3))),
            ];
            AllReducePoint[] even = [.. Rising(points.Where((_, i) => i % 2 == 0 || i == points.Length - 1))];
            var table = new AllReduceGroup(group.Key, even);
            errors.AddRange(points.Where((_, i) => i % 2 == 1 && i < points.Length - 1).Select(p => Math.Abs((table.Seconds(p.Bytes) / p.Seconds) - 1)));
            groups.Add(table);
            kept += even.Length;
        }

        return closedForm with
        {
            MeasuredLinkBytesPerSecond = system.DataSheet.Interconnect.BytesPerSecondPerDirection,
            Groups = groups,
            Source = OperatorCalibration.Source,
            Fit = new FitQuality(
                $"aic_comm.csv {system.Name}, {data}; every second size kept, those between held out",
                kept, 0, 0, errors.Count, Round(errors.Median()), Round(errors.QuantileCustom(0.9, QuantileDefinition.R7))),
        };
    }

    // A larger buffer never takes less time; where a measurement says so, it is noise.
    private static IEnumerable<AllReducePoint> Rising(IEnumerable<AllReducePoint> points)
    {
        double longest = 0;
        foreach (AllReducePoint point in points)
        {
            longest = Math.Max(longest, Round(point.Seconds));
            yield return point with { Seconds = longest };
        }
    }

    private static double Round(double value) => KernelFit<CollectiveRow>.ThreeDigits(value);
}
