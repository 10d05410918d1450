namespace InferenceSim.Experiments.Validation;

/// <summary>What a validation says: coverage, scores by metric and slice, the worst groups.</summary>
public sealed record ValidationReport
{
    private const int WorstShown = 10;

    private static readonly string[] s_headline = ["output_tok_s_total", "tpot_mean_ms", "ttft_mean_ms"];

    /// <summary>All rows.</summary>
    public required IReadOnlyList<ValidationRow> Rows { get; init; }

    /// <summary>Rows that were played over rows that publish isl, osl, load and layout; excluded ones are in neither.</summary>
    public required double Coverage { get; init; }

    /// <summary>Scores, table by table.</summary>
    public required IReadOnlyList<Score> Scores { get; init; }

    /// <summary>The ten worst groups in throughput and time per output token.</summary>
    public required IReadOnlyList<GroupError> Worst { get; init; }

    /// <summary>The ten worst groups in mean time to first token.</summary>
    public required IReadOnlyList<GroupError> WorstFirstToken { get; init; }

    /// <summary>Draws the report of <paramref name="rows"/>.</summary>
    public static ValidationReport Of(IReadOnlyList<ValidationRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Prediction[] predictions = [.. rows.SelectMany(r => r.Predictions())];
        int complete = rows.Count(r => r.Status is not (ValidationStatus.Incomplete or ValidationStatus.Excluded));
        return new ValidationReport
        {
            Rows = rows,
            Coverage = complete == 0 ? 0 : rows.Count(r => r.Result is not null) / (double)complete,
            Scores = [.. Tables(rows, predictions)],
            Worst = [.. Ordered(predictions, s_headline[0], s_headline[1]).Take(WorstShown)],
            WorstFirstToken = [.. Ordered(predictions, s_headline[2]).Take(WorstShown)],
        };
    }

    private static IEnumerable<GroupError> Ordered(Prediction[] predictions, params string[] metrics) =>
        metrics.SelectMany(m => GroupError.Of(m, predictions)).OrderByDescending(g => g.ErrorPercent).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal);

    private static IEnumerable<Score> Tables(IReadOnlyList<ValidationRow> rows, Prediction[] predictions)
    {
        LoadClass loads = new(rows.Select(r => r.Measurement));
        string[] metrics = [.. MeasuredMetric.All.Select(m => m.Column)];
        return [
            .. Table("all", predictions, _ => "all", metrics),
            .. Table("mode", predictions, m => ModeName(m.Mode), metrics),
            .. Table("first token", predictions, loads.OfFirstToken, "ttft_mean_ms"),
            .. Table("engine", predictions, m => m.Engine, s_headline),
            .. Table("gpu", predictions, m => m.Gpu, s_headline),
            .. Table("model", predictions, m => m.Model, s_headline),
            .. Table("precision", predictions, m => m.WeightPrecision, s_headline),
            .. Table("parallelism", predictions, Layout, s_headline),
            .. Table("load", predictions, LoadClass.Of, s_headline),
            .. Table("source", predictions, m => m.SourceKey, s_headline),
        ];
    }

    private static IEnumerable<Score> Table(string table, Prediction[] predictions, Func<Measurement, string> slice, params string[] metrics)
    {
        ILookup<string, Prediction> slices = predictions.ToLookup(p => slice(p.Row.Measurement));
        return from metric in metrics
               from name in slices.Select(s => s.Key).Order(StringComparer.Ordinal)
               let score = Score.Of(table, name, metric, slices[name])
               where score is not null
               select score;
    }

    private static string ModeName(MeasuredMode mode) => mode switch
    {
        MeasuredMode.Offline => "offline",
        MeasuredMode.ClosedLoop => "closed loop",
        _ => "open loop",
    };

    private static string Layout(Measurement m) => string.Join(' ', new[]
    {
        $"tp{m.Tp}",
        m.Pp > 1 ? $"pp{m.Pp}" : "",
        m.Dp > 1 ? $"dp{m.Dp}" : "",
        m.Ep > 1 ? $"ep{m.Ep}" : "",
    }.Where(t => t.Length > 0));
}
