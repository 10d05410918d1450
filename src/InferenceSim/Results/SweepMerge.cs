using InferenceSim.Experiments;
using InferenceSim.Simulation;

namespace InferenceSim.Results;

/// <summary>Puts the files of a sweep's shards together: the same bytes as if the sweep had been run in one piece.</summary>
public sealed class SweepMerge
{
    private readonly IReadOnlyList<ResultFile> _files;
    private readonly List<Row?> _rows = [];
    private string[]? _header;
    private int _headerBytes;
    private (int File, long Line, int Points, string Sweep)? _first;

    private SweepMerge(IReadOnlyList<ResultFile> files)
    {
        _files = files;
    }

    /// <summary>Rows of all files together.</summary>
    public int Rows => _rows.Count;

    /// <summary>Checks that the files are parts of one sweep, in which no point is missing and none is there twice.</summary>
    /// <exception cref="InvalidConfigurationException">They are not; the message names file, line and point.</exception>
    public static SweepMerge Of(IReadOnlyList<ResultFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        SweepMerge merge = new(files);
        for (int file = 0; file < files.Count; file++)
        {
            merge.Read(file);
        }

        merge.CheckComplete();
        return merge;
    }

    /// <summary>Writes the whole sweep.</summary>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Stream[] open = [.. _files.Select(f => f.Open())];
        try
        {
            Copy(open[0], 0, _headerBytes, output);
            foreach (Row? row in _rows)
            {
                Copy(open[row!.Value.File], row.Value.Offset, row.Value.Length, output);
            }
        }
        finally
        {
            foreach (Stream stream in open)
            {
                stream.Dispose();
            }
        }
    }

    private static void Copy(Stream from, long offset, int length, Stream to)
    {
        byte[] bytes = new byte[length];
        from.Position = offset;
        from.ReadExactly(bytes);
        to.Write(bytes);
    }

    private void Read(int index)
    {
        ResultFile file = _files[index];
        SweepColumns? columns = null;
        long end = 0, line = 0;
        foreach (ResultRecord record in file.Records())
        {
            (end, line) = (record.Offset + record.Length, record.Line);
            if (columns is null)
            {
                CheckHeader(file, record);
                columns = new SweepColumns(file, record);
                continue;
            }

            Add(index, record, columns);
        }

        using Stream stream = file.Open();
        if (columns is null)
        {
            throw file.Fault(1, "there is no header: this is not a result file");
        }

        if (stream.Length > end)
        {
            throw file.Fault(line + 1, "the last row is cut off: finish this part with --resume");
        }
    }

    private void CheckHeader(ResultFile file, in ResultRecord header)
    {
        if (_header is null)
        {
            (_header, _headerBytes) = (header.Fields, header.Length);
            return;
        }

        for (int i = 0; i < Math.Max(header.Fields.Length, _header.Length); i++)
        {
            string? here = header.Fields.ElementAtOrDefault(i), first = _header.ElementAtOrDefault(i);
            if (here != first)
            {
                throw file.Fault(header.Line, FormattableString.Invariant(
                    $"column {i + 1} is '{here}', in {_files[0].Name} it is '{first}': not both are result files of one version"));
            }
        }
    }

    private void Add(int index, in ResultRecord record, SweepColumns columns)
    {
        ResultFile file = _files[index];
        if (record.Fields.Length != _header!.Length)
        {
            throw file.Fault(record.Line, FormattableString.Invariant($"the row has {record.Fields.Length} fields, the header {_header.Length}"));
        }

        (int point, int points, string sweep) = columns.Of(record);
        (int File, long Line, int Points, string Sweep) first = _first ??= (index, record.Line, points, sweep);
        if ((points, sweep) != (first.Points, first.Sweep))
        {
            throw file.Fault(record.Line, FormattableString.Invariant(
                $"point {point} is of sweep '{sweep}' of {points} points, {_files[first.File].Name}:{first.Line} of sweep '{first.Sweep}' of {first.Points} points: they were run with different flags, files or versions"));
        }

        if (point >= points)
        {
            throw file.Fault(record.Line, FormattableString.Invariant($"point {point} cannot be: the sweep has {points} points, from 0"));
        }

        while (_rows.Count <= point)
        {
            _rows.Add(null);
        }

        if (_rows[point] is { } other)
        {
            throw file.Fault(record.Line, FormattableString.Invariant($"point {point} is there twice, in {_files[other.File].Name}:{other.Line} too"));
        }

        _rows[point] = new Row(index, record.Line, record.Offset, record.Length);
    }

    private void CheckComplete()
    {
        string names = string.Join(", ", _files.Select(f => f.Name));
        if (_first is not { } first)
        {
            throw new InvalidConfigurationException($"{names}: there are no rows in any of them");
        }

        int[] missing = [.. Enumerable.Range(0, first.Points).Where(p => p >= _rows.Count || _rows[p] is null)];
        if (missing.Length > 0)
        {
            string which = string.Join(", ", missing.Take(5)) + (missing.Length > 5 ? ", ..." : "");
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"{names}: {missing.Length} of {first.Points} points are missing: {which}; a part was left out, or not finished (--resume finishes it)"));
        }
    }

    private readonly record struct Row(int File, long Line, long Offset, int Length);
}
