using CsvHelper;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>The records of a CSV trace, with fields read by column and every complaint telling line and column.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly CsvReader _reader;
    private readonly string _source;

    public CsvRows(Stream stream, string source)
    {
        _source = source;
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            TrimWhitespace = true,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MissingField = CsvMissingFieldHandling.Throw,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        try
        {
            _reader.ReadHeader();
        }
        catch (CsvFormatException e)
        {
            throw TraceProblem.At(source, 1, 1, e.Message, e);
        }
    }

    /// <summary>The column names of the first line.</summary>
    public IReadOnlyList<string> Headers => [.. _reader.Headers];

    /// <summary>The line of the current record, from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>The position of a column, or -1.</summary>
    public int Find(string name) => _reader.TryGetFieldIndex(name, out int index) ? index : -1;

    /// <summary>Moves to the next record.</summary>
    public bool Read()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw TraceProblem.At(_source, Math.Max(1, e.LineNumber), 1, e.Message, e);
        }
    }

    /// <summary>The bytes of a field; empty if the file has no such column.</summary>
    public ReadOnlySpan<byte> Text(int column) => column < 0 ? default : _reader.GetSpan(column);

    /// <summary>A token count.</summary>
    public int Tokens(int column) =>
        TraceNumbers.TryTokens(Text(column), out int tokens) ? tokens : throw Bad(column, TraceNumbers.TokensExpected);

    /// <summary>A whole number, or <paramref name="missing"/> where the field is empty.</summary>
    public int WholeNumber(int column, int missing)
    {
        ReadOnlySpan<byte> text = Text(column);
        if (text.IsEmpty)
        {
            return missing;
        }

        return System.Buffers.Text.Utf8Parser.TryParse(text, out int value, out int used) && used == text.Length
            ? value
            : throw Bad(column, "a whole number");
    }

    /// <summary>A time on the file's clock in picoseconds, from a number of units.</summary>
    public Int128 Time(int column, long unitPicoseconds, string expected = TraceNumbers.SecondsExpected) =>
        TraceNumbers.TryTime(Text(column), unitPicoseconds, out Int128 time) ? time : throw Bad(column, expected);

    /// <summary>A moment on the calendar, in picoseconds.</summary>
    public Int128 Moment(int column) =>
        TraceNumbers.TryMoment(Text(column), out Int128 time)
            ? time
            : throw Bad(column, "a time such as 2023-11-16 18:15:46.6805900, 2024-05-10 00:00:00.009930+00:00 or 2024-10-15T12:00:00.269Z");

    /// <summary>A complaint about a field.</summary>
    public InvalidConfigurationException Bad(int column, string expected)
    {
        long position = 1;
        for (int i = 0; i < column; i++)
        {
            position += _reader.GetRawSpan(i).Length + 1;
        }

        return TraceProblem.At(_source, Line, position, Text(column), expected);
    }

    public void Dispose() => _reader.Dispose();
}
