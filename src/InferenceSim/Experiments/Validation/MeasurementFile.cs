using System.Globalization;
using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Experiments.Validation;

/// <summary>
/// Reads published measurements from CSV: one row each, columns by name. <c>id</c>, <c>engine</c>, <c>model</c>, <c>gpu</c> and
/// <c>mode</c> must be there; empty cells were not published; columns it does not know are ignored.
/// </summary>
public static class MeasurementFile
{
    private static readonly string[] s_required = ["id", "engine", "model", "gpu", "mode"];

    /// <summary>
    /// The measurements that come with the library: permissively licensed rows of every accelerator and model of the calibration set, with
    /// source and licence.
    /// </summary>
    public static IReadOnlyList<Measurement> Scoreboard()
    {
        using Stream stream = ValidationData.Open("scoreboard.csv");
        return Read(stream, "built-in scoreboard.csv");
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sourceName">Its name for messages.</param>
    /// <exception cref="InvalidConfigurationException">A column is missing or a cell cannot be read; the message has line and column.</exception>
    public static IReadOnlyList<Measurement> Read(Stream stream, string sourceName)
    {
        using CsvRows rows = new(stream, sourceName);
        if (Array.Find(s_required, name => rows.Find(name) < 0) is string missing)
        {
            throw TraceProblem.At(sourceName, 1, 1, $"there is no column '{missing}': {NearestNames.Hint(missing, [.. rows.Headers])}");
        }

        Cells cells = new(rows);
        List<Measurement> measurements = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        while (rows.Read())
        {
            Measurement measurement = One(cells);
            if (!ids.Add(measurement.Id))
            {
                throw cells.Bad("id", "an id that no other row has");
            }

            measurements.Add(measurement);
        }

        return measurements.Count > 0 ? measurements : throw TraceProblem.At(sourceName, 2, 1, "no measurement in the file");
    }

    private static Measurement One(Cells cells) => new()
    {
        Line = cells.Line,
        Id = cells.Name("id"),
        SourceKey = cells.Text("source_key"),
        Source = cells.Text("source"),
        License = cells.Text("license"),
        Quality = cells.Text("quality"),
        SuspectReason = cells.Text("suspect_reason"),
        Engine = cells.Name("engine"),
        EngineVersion = cells.Text("engine_version"),
        Model = cells.Name("model"),
        Gpu = cells.Name("gpu"),
        WeightPrecision = cells.Text("precision_weights"),
        KvPrecision = cells.Text("precision_kv"),
        Gpus = cells.Count("num_gpus"),
        Tp = cells.Count("tp"),
        Pp = cells.Count("pp"),
        Dp = cells.Count("dp"),
        Ep = cells.Count("ep"),
        Mode = cells.Mode(),
        Load = cells.Load(),
        InputTokens = cells.Number("isl"),
        OutputTokens = cells.Number("osl"),
        Dataset = cells.Text("dataset"),
        PrefixCache = cells.Text("prefix_cache"),
        TokenBudget = cells.Count("max_num_batched_tokens"),
        MaxSequences = cells.Count("max_num_seqs"),
        SpeculativeDecoding = cells.Text("spec_decode"),
        Notes = cells.Text("notes"),
        Measured = cells.Measured(),
    };

    /// <summary>The cells of the current row by column name.</summary>
    private sealed class Cells(CsvRows rows)
    {
        public long Line => rows.Line;

        public InvalidConfigurationException Bad(string column, string expected) => rows.Bad(rows.Find(column), expected);

        public string Text(string column) => Encoding.UTF8.GetString(rows.Text(rows.Find(column)));

        public string Name(string column) => Text(column) is { Length: > 0 } text ? text : throw Bad(column, "a name");

        public double? Number(string column) => Text(column) is not { Length: > 0 } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number) ? number
            : throw Bad(column, "a number above 0, or nothing");

        public int? Count(string column) => Text(column) is not { Length: > 0 } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 1 && number <= int.MaxValue && number == Math.Floor(number) ? (int)number
            : throw Bad(column, "a whole number of at least 1, or nothing");

        public MeasuredMode Mode() => Text("mode") switch
        {
            "offline" => MeasuredMode.Offline,
            "closed-loop concurrency" => MeasuredMode.ClosedLoop,
            "open-loop rate" => MeasuredMode.OpenLoop,
            _ => throw Bad("mode", "offline, closed-loop concurrency or open-loop rate"),
        };

        public double? Load() => Text("concurrency_or_rate") == "inf" ? double.PositiveInfinity : Number("concurrency_or_rate");

        public Dictionary<string, double> Measured()
        {
            Dictionary<string, double> measured = new(StringComparer.Ordinal);
            foreach (MeasuredMetric metric in MeasuredMetric.All)
            {
                // A printed 0 (times rounded to whole milliseconds) is no figure that an error in per cent could refer to.
                if (Text(metric.Column) is { Length: > 0 } text && text is not ("0" or "0.0") && Number(metric.Column) is double value)
                {
                    measured.Add(metric.Column, value);
                }
            }

            return measured;
        }
    }
}
