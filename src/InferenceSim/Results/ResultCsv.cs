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
            _csv.WriteValue(column.Value(result));
        }

        _csv.EndRecord();
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private void Flush()
    {
        _csv.Flush();
        _stream.Flush();
    }
}
