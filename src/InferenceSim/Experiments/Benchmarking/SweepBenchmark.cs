namespace InferenceSim.Experiments.Benchmarking;

/// <summary>S4: a sweep of llama-3.1-8b over batch x rate x accelerator x precision, 1,000 requests a point, on all cores.</summary>
internal static class SweepBenchmark
{
    private const string Batches = "1,2,4..512";
    private const string Precisions = "bf16,fp8";
    private const string Gpus =
        "h100-sxm,h100-pcie,h100-nvl,h200-sxm,h20,h800,b200-sxm,b300-sxm,gb200-nvl72,gb300-nvl72,l4,l40s,rtx-4090,rtx-5090,"
        + "rtx-pro-6000-server,mi300x,mi325x,mi355x,tpu-v6e,gaudi3";

    public static BenchmarkScenario Create(int rates, int requestsPerPoint, int rounds)
    {
        SweepGrid grid = Grid(rates, requestsPerPoint);
        return new BenchmarkScenario(
            "s4",
            FormattableString.Invariant($"sweep of {grid.Points.Count:#,##0} points x {requestsPerPoint:#,##0} requests on all cores"),
            rounds,
            cancellation => Play(grid, threads: 0, cancellation));
    }

    /// <summary>Its points: 400 for each rate.</summary>
    public static SweepGrid Grid(int rates, int requestsPerPoint) => SweepGrid.Create(
        new Scenario { Model = "llama-3.1-8b", Tp = 1, Requests = requestsPerPoint },
        [Axis("batch", Batches), Axis("rate", FormattableString.Invariant($"1..{rates}")), Axis("gpu", Gpus), Axis("precision", Precisions)]);

    /// <summary>Plays them on so many threads, 0 for one on each core; all that is shared is made anew.</summary>
    public static BenchmarkCounts Play(SweepGrid grid, int threads, CancellationToken cancellation)
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
