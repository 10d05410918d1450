using CsvHelper;
using InferenceSim.Experiments.Validation;

namespace InferenceSim.Results;

/// <summary>Writes scores as CSV, a row each: <c>table,slice,metric,rows,groups,median_error_pct,p90_error_pct,bias_pct</c>.</summary>
public static class ScoreCsv
{
    /// <summary>Writes <paramref name="scores"/>. The stream stays open.</summary>
    public static void Write(Stream stream, IEnumerable<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader(["table", "slice", "metric", "rows", "groups", "median_error_pct", "p90_error_pct", "bias_pct"]);
        foreach (Score score in scores)
        {
            csv.WriteField(score.Table);
            csv.WriteField(score.Slice);
            csv.WriteField(score.Metric);
            csv.WriteField(score.Rows);
            csv.WriteField(score.Groups);
            csv.WriteField(score.MedianErrorPercent, "R");
            csv.WriteField(score.P90ErrorPercent, "R");
            csv.WriteField(score.BiasPercent, "R");
            csv.EndRecord();
        }
    }
}
