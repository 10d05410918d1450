using CsvHelper;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>Writes a run's time series as CSV, a row for each interval.</summary>
public sealed class TimelineCsv : IDisposable
{
    private static readonly string[] s_columns =
    [
        "start_seconds", "length_seconds", "arrived_requests", "completed_requests", "output_tokens", "computed_tokens",
        "busy_fraction", "mean_batch", "running_requests", "waiting_requests", "kv_fraction", "replicas", "cost_usd",
    ];

    private readonly CsvWriter _csv;
    private readonly Func<TimelineRow, double?> _cost;

    /// <summary>Starts a file with its header. The stream stays open when this is disposed.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="cost">What an interval cost in US dollars, or <c>null</c> where nobody gave a price.</param>
    public TimelineCsv(Stream stream, Func<TimelineRow, double?> cost)
    {
        _cost = cost;
        _csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n" }, leaveOpen: true);
        _csv.WriteHeader(s_columns);
    }

    /// <summary>Writes a row.</summary>
    public void Write(in TimelineRow row)
    {
        _csv.WriteField(row.Start.Seconds, "R");
        _csv.WriteField(row.Length.Seconds, "R");
        _csv.WriteField(row.Arrived);
        _csv.WriteField(row.Completed);
        _csv.WriteField(row.OutputTokens);
        _csv.WriteField(row.ComputedTokens);
        _csv.WriteField(row.BusyFraction, "R");
        _csv.WriteField(row.MeanBatch, "R");
        _csv.WriteField(row.Running);
        _csv.WriteField(row.Waiting);
        _csv.WriteField(row.KvFraction, "R");
        _csv.WriteField(row.Replicas);
        _csv.WriteValue(_cost(row));
        _csv.EndRecord();
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();
}
