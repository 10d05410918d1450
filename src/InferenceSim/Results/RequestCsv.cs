using CsvHelper;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Results;

/// <summary>Writes what happened to each request as CSV, in the order in which they ended.</summary>
public sealed class RequestCsv : IDisposable
{
    private static readonly string[] s_columns =
    [
        "index", "session", "arrival_seconds", "input_tokens", "output_tokens", "queue_ms", "ttft_ms", "tpot_ms", "e2e_ms",
        "cached_tokens", "preemptions", "rejection", "tenant", "cancelled",
    ];

    private readonly CsvWriter _csv;
    private readonly IReadOnlyList<string> _tenants;

    /// <summary>Starts a file with its header. The stream stays open when this is disposed.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tenants">The tenants' names by number; empty where there is no mix.</param>
    public RequestCsv(Stream stream, IReadOnlyList<string> tenants)
    {
        _tenants = tenants;
        _csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        _csv.WriteHeader(s_columns);
    }

    /// <summary>Writes a row.</summary>
    public void Write(in RequestOutcome outcome)
    {
        _csv.WriteField(outcome.Request.Index);
        Write(outcome.Request.Session >= 0 ? outcome.Request.Session : (int?)null);
        _csv.WriteField(outcome.Request.Arrival.Seconds, "R");
        _csv.WriteField(outcome.Request.PromptTokens);
        _csv.WriteField(outcome.Request.OutputTokens);
        Write(outcome.Queue);
        Write(outcome.Ttft);
        Write(outcome.Tpot);
        Write(outcome.E2e);
        Write(outcome.Sequence?.CachedTokens);
        Write(outcome.Sequence?.Preemptions);
        _csv.WriteField(outcome.Rejection ?? "");
        _csv.WriteField(_tenants.Count == 0 ? "" : _tenants[outcome.Request.Tenant]);
        _csv.WriteField(outcome.IsCancelled ? "yes" : "");
        _csv.EndRecord();
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private void Write(int? value)
    {
        if (value is int number)
        {
            _csv.WriteField(number);
        }
        else
        {
            _csv.WriteField("");
        }
    }

    private void Write(SimDuration? value)
    {
        if (value is SimDuration length)
        {
            _csv.WriteField(length.Milliseconds, "R");
        }
        else
        {
            _csv.WriteField("");
        }
    }
}
