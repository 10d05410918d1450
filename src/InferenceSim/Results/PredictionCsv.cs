using CsvHelper;
using InferenceSim.Experiments.Validation;

namespace InferenceSim.Results;

/// <summary>
/// Writes <c>errors.csv</c>: a row for every measured figure, with its prediction and the configuration it was played with (UTF-8, LF,
/// comma, one header).
/// </summary>
public static class PredictionCsv
{
    private static readonly (string Name, Func<Prediction, object?> Value)[] s_columns =
    [
        ("id", p => p.Row.Measurement.Id),
        ("metric", p => p.Metric),
        ("measured", p => p.Measured),
        ("predicted", p => p.Predicted),
        ("error_pct", p => p.ErrorPercent),
        ("status", p => Name(p.Status)),
        ("reason", p => p.Reason),
        ("source_key", p => p.Row.Measurement.SourceKey),
        ("quality", p => p.Row.Measurement.Quality),
        ("engine", p => p.Row.Measurement.Engine),
        ("engine_version", p => p.Row.Measurement.EngineVersion),
        ("engine_generation", p => p.Row.Plan.Generation?.Name),
        ("model", p => p.Row.Measurement.Model),
        ("gpu", p => p.Row.Measurement.Gpu),
        ("num_gpus", p => (long?)p.Row.Measurement.Gpus),
        ("tp", p => (long?)p.Row.Measurement.Tp),
        ("pp", p => (long?)p.Row.Measurement.Pp),
        ("dp", p => (long?)p.Row.Measurement.Dp),
        ("ep", p => (long?)p.Row.Measurement.Ep),
        ("precision_weights", p => p.Row.Measurement.WeightPrecision),
        ("kv_precision", p => p.Row.Plan.Spec?.Layout.KvFormat.ToString().ToLowerInvariant()),
        ("mode", p => ModeName(p.Row.Measurement.Mode)),
        ("concurrency_or_rate", p => p.Row.Measurement.Load is double load ? double.IsInfinity(load) ? "inf" : load : null),
        ("isl", p => p.Row.Measurement.InputTokens),
        ("osl", p => p.Row.Measurement.OutputTokens),
        ("policy", p => p.Row.Plan.Spec?.Engine.Policy.ToString().ToLowerInvariant()),
        ("host", p => p.Row.Plan.Spec?.Layout.Host.Name),
        ("max_sequences", p => (long?)p.Row.Plan.Spec?.Engine.MaxSequences),
        ("token_budget", p => (long?)p.Row.Plan.Spec?.Engine.TokenBudget),
        ("kv_blocks", p => (long?)p.Row.Plan.Spec?.Engine.Blocks),
        ("block_size", p => (long?)p.Row.Plan.Spec?.Engine.BlockSize),
        ("requests", p => (long?)p.Row.Plan.Spec?.Requests),
    ];

    /// <summary>Writes all rows. The stream stays open.</summary>
    public static void Write(Stream stream, IEnumerable<ValidationRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader([.. s_columns.Select(c => c.Name)]);
        foreach (Prediction prediction in rows.SelectMany(r => r.Predictions()))
        {
            foreach ((_, Func<Prediction, object?> value) in s_columns)
            {
                csv.WriteValue(value(prediction));
            }

            csv.EndRecord();
        }
    }

    /// <summary>How a status is written.</summary>
    public static string Name(ValidationStatus status) => status.ToString().ToLowerInvariant();

    private static string ModeName(MeasuredMode mode) => mode switch
    {
        MeasuredMode.Offline => "offline",
        MeasuredMode.ClosedLoop => "closed-loop concurrency",
        _ => "open-loop rate",
    };
}
