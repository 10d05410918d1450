using CsvHelper;
using InferenceSim.Simulation;

namespace InferenceSim.Results;

/// <summary>
/// A result file that was written before, record by record with the bytes that each takes. A record that was cut off (a full disk, a
/// killed process) is not one of them.
/// </summary>
/// <param name="Name">Its name for messages.</param>
/// <param name="Open">Opens it from its beginning; called more than once.</param>
public sealed record ResultFile(string Name, Func<Stream> Open)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The complete records, the header first.</summary>
    /// <exception cref="InvalidConfigurationException">It is not CSV; the message tells the line.</exception>
    internal IEnumerable<ResultRecord> Records()
    {
        using Stream bytes = Open();
        using Stream text = Open();
        using CsvReader reader = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        foreach ((long line, long offset, int length) in Ends(bytes))
        {
            yield return new ResultRecord(line, offset, length, Fields(reader, line));
        }
    }

    /// <summary>An error in a record.</summary>
    internal InvalidConfigurationException Fault(long line, string message) =>
        new(FormattableString.Invariant($"{Name}:{line}: {message}"));

    private string[] Fields(CsvReader reader, long line)
    {
        try
        {
            return reader.Read()
                ? [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))]
                : throw Fault(line, "a record was expected");
        }
        catch (CsvFormatException exception)
        {
            throw Fault(line, exception.Message);
        }
    }

    /// <summary>Where records begin and end. A line end inside quotes belongs to a field.</summary>
    private static IEnumerable<(long Line, long Offset, int Length)> Ends(Stream stream)
    {
        byte[] buffer = new byte[BufferBytes];
        long line = 1, next = 1, begin = 0, position = 0;
        bool quoted = false;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            for (int i = 0; i < read; i++)
            {
                position++;
                quoted ^= buffer[i] == (byte)'"';
                if (buffer[i] != (byte)'\n')
                {
                    continue;
                }

                next++;
                if (!quoted)
                {
                    yield return (line, begin, checked((int)(position - begin)));
                    (line, begin) = (next, position);
                }
            }
        }
    }
}
