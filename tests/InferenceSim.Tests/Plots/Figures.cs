using InferenceSim.Plots;

namespace InferenceSim.Tests.Plots;

/// <summary>Made-up sweeps of the usual shape: throughput that saturates with the batch, latencies that grow with it.</summary>
internal static class Figures
{
    public static SweepFigure Of(int series, bool priced = true) => new()
    {
        Title = "Llama 3.1 70B fp8 on 4 x H100 SXM: batch size sweep",
        Subtitle = "Azure conversation trace, 19,366 requests; vLLM scheduling, token budget 8,192, prefix caching off, tensor parallel 4.",
        Series = [.. Enumerable.Range(0, series).Select(i => Series(i, priced))],
        Source = "infersim 0.1.0, seed 1",
    };

    public static SweepSeries Series(int index, bool priced) => new(
        index switch { 0 => "4 x H100 SXM", 1 => "4 x H200 SXM", 2 => "4 x A100 80 GB SXM", 3 => "8 x L40S", 4 => "2 x B200 SXM", _ => $"{index} x MI300X" },
        [.. Enumerable.Range(0, 9).Select(i => Point(1 << i, 1 + (0.55 * index), priced, i >= 7 && index == 3))]);

    private static SweepPoint Point(int batch, double slowness, bool priced, bool infeasible)
    {
        double tpot = slowness * (11 + (batch * 0.09));
        double throughput = batch * 1000 / tpot;
        return new SweepPoint
        {
            X = batch,
            Status = infeasible ? SweepPointStatus.NotRun : batch < 8 ? SweepPointStatus.Saturated : SweepPointStatus.Ok,
            OutputTokensPerSecond = infeasible ? null : throughput,
            OutputTokensPerSecondPerGpu = infeasible ? null : throughput / 4,
            InteractivityTokensPerSecond = infeasible ? null : 1000 / tpot,
            TpotMilliseconds = infeasible ? null : tpot,
            TtftP50Milliseconds = infeasible ? null : (80 * slowness) + (400_000.0 / Math.Pow(batch, 1.5)),
            TtftP99Milliseconds = infeasible ? null : (260 * slowness) + (900_000.0 / Math.Pow(batch, 1.3)),
            OutputCostUsdPerMtok = infeasible || !priced ? null : 4 * 2.5 / 3600 / throughput * 1e6,
        };
    }
}
