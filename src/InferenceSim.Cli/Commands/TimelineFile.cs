using InferenceSim.Experiments;
using InferenceSim.Plots;
using InferenceSim.Serving;

namespace InferenceSim.Cli.Commands;

/// <summary>Draws a run over time.</summary>
internal static class TimelineFile
{
    private const double SecondsPerHour = 3600;

    /// <summary>Writes a picture of <paramref name="rows"/>; its format follows from the ending of the name.</summary>
    public static void Write(string path, ScenarioPlan plan, IReadOnlyList<TimelineRow> rows)
    {
        PointInputs inputs = plan.Inputs;
        TimelineFigure figure = new()
        {
            Title = $"{inputs.Model ?? "linear predictor"} on {inputs.Gpu ?? "accelerators"} over time",
            Subtitle = FormattableString.Invariant($"workload {inputs.Workload}, arrivals {inputs.Arrivals}, {inputs.Replicas} replicas at the start{(inputs.Router is null ? "" : $", router {inputs.Router}")}"),
            // The last interval is cut short by the end of the run, and its rates would mean little.
            Points = [.. rows.Where(r => r.Length == rows[0].Length).Select(row => new TimelinePoint
            {
                Seconds = row.Start.Seconds - rows[0].Start.Seconds,
                ArrivedPerSecond = row.Arrived / row.Length.Seconds,
                CompletedPerSecond = row.Completed / row.Length.Seconds,
                Replicas = row.Replicas,
                Waiting = row.Waiting,
                Running = row.Running,
                BusyFraction = row.BusyFraction,
                KvFraction = row.KvFraction,
                OutputTokensPerSecond = row.OutputTokens / row.Length.Seconds,
                CostUsdPerHour = plan.CostUsd(row) / row.Length.Seconds * SecondsPerHour,
            })],
            Source = $"InferenceSim, seed {inputs.Seed}",
        };
        PlotFormat format = SweepChart.FormatOf(path);
        DiskFiles.WriteWhole(path, stream => TimelineChart.Write(stream, format, figure));
    }
}
