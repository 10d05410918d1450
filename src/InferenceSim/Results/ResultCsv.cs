using CsvHelper;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>
/// Writes result rows as CSV (UTF-8, LF, comma, one header), one by one: a row that was written is on its way to the file, so an
/// interrupted experiment keeps it.
/// </summary>
public sealed class ResultCsv : IDisposable
{
    private readonly IReadOnlyList<ResultColumn> _columns;
    private readonly CsvWriter _csv;
    private readonly Stream _stream;

    /// <summary>Starts a file with its header, or goes on with one. The stream stays open when this is disposed.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="header">Whether the header is still to be written.</param>
    /// <param name="columns">Its columns: <see cref="ResultColumns.All"/> unless others are named.</param>
    public ResultCsv(Stream stream, bool header = true, IReadOnlyList<ResultColumn>? columns = null)
    {
        _stream = stream;
        _columns = columns ?? ResultColumns.All;
        _csv = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        if (header)
        {
            foreach (ResultColumn column in _columns)
            {
                _csv.WriteField(column.Name);
            }

            _csv.EndRecord();
            Flush();
        }
    }

    /// <summary>Writes a row and flushes it.</summary>
    public void Write(PointResult result)
    {
        foreach (ResultColumn column in _columns)
        {
            WriteValue(column.Value(result));
        }

        _csv.EndRecord();
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    /// <summary>A value as it stands in a file, without quotes.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Numbers plain and so that reading gives the same number back, nothing as nothing.</summary>
    private void WriteValue(object? value)
    {
        switch (value)
        {
            case null:
                _csv.WriteField("");
                break;
            case double number:
                _csv.WriteField(number, "R");
                break;
            case long number:
                _csv.WriteField(number, "D");
                break;
            case string text:
                _csv.WriteField(text);
                break;
            default:
                throw new InvalidOperationException($"a column gave a {value.GetType()}");
        }
    }

    private void Flush()
    {
        _csv.Flush();
        _stream.Flush();
    }
}
