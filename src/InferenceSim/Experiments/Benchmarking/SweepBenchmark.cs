namespace InferenceSim.Experiments.Benchmarking;

/// <summary>S4: a sweep of llama-3.1-8b over batch x rate x accelerator x precision, 1,000 requests a point, on all cores.</summary>
internal static class SweepBenchmark
{
    private const string Batches = "1,2,4..512";
    private const string Precisions = "bf16,fp8";
    private const string Gpus =
        "h100-sxm,h100-pcie,h100-nvl,h200-sxm,h20,h800,b200-sxm,b300-sxm,gb200-nvl72,gb300-nvl72,l4,l40s,rtx-4090,rtx-5090,"
        + "rtx-pro-6000-server,mi300x,mi325x,mi355x,tpu-v6e,gaudi3";

    /// <param name="rates">Rates, 400 points each.</param>
    /// <param name="requestsPerPoint">Requests of a point.</param>
    /// <param name="threads">Threads, 0 for all cores.</param>
    /// <param name="rounds">Times it is timed after the first.</param>
    public static BenchmarkScenario Create(int rates, int requestsPerPoint, int threads, int rounds)
    {
        SweepGrid grid = SweepGrid.Create(
            new Scenario { Model = "llama-3.1-8b", Tp = 1, Requests = requestsPerPoint },
            [Axis("batch", Batches), Axis("rate", FormattableString.Invariant($"1..{rates}")), Axis("gpu", Gpus), Axis("precision", Precisions)]);
        return new BenchmarkScenario(
            threads == 0 ? "s4" : FormattableString.Invariant($"s4-{threads}"),
            FormattableString.Invariant(
                $"sweep of {grid.Points.Count:#,##0} points x {requestsPerPoint:#,##0} requests on {(threads == 0 ? "all cores" : "one core")}"),
            rounds,
            cancellation => Play(grid, threads, cancellation));
    }

    private static BenchmarkCounts Play(SweepGrid grid, int threads, CancellationToken cancellation)
    {
        ScenarioResolver resolver = new(new BenchmarkSetting.NoFiles());
        BenchmarkCounts counts = default;
        new SweepRunner((point, token) => ScenarioRunner.Run(resolver.Plan(point), token), threads).Run(
            grid.Points,
            result => counts += result.Report is { } report
                ? BenchmarkCounts.Of(report)
                : throw new InvalidOperationException($"a point of the benchmark did not run: {result.Reason}"),
            cancellation: cancellation);
        return counts;
    }

    private static SweepAxis Axis(string name, string values)
    {
        ScenarioField field = ScenarioFields.Find(name);
        return new SweepAxis(field, ValueList.Parse(values, field));
    }
}
