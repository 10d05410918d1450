using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary>Takes rows as they are done: to the CSV file, and to stdout where that is CSV. Keeps them for tables and pictures.</summary>
internal sealed class RowSink : IDisposable
{
    private readonly Stream? _file;
    private readonly ResultCsv? _fileCsv;
    private readonly Stream? _stdout;
    private readonly ResultCsv? _stdoutCsv;
    private readonly List<PointResult> _rows = [];

    /// <summary>Opens the file.</summary>
    public RowSink(string? path, OutputFormat format)
    {
        if (path is not null)
        {
            _file = DiskFiles.CreateRows(path);
            _fileCsv = new ResultCsv(_file);
        }

        if (format == OutputFormat.Csv)
        {
            _stdout = Console.OpenStandardOutput();
            _stdoutCsv = new ResultCsv(_stdout);
        }
    }

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<PointResult> Rows => _rows;

    /// <summary>Takes a row.</summary>
    public void Add(PointResult row)
    {
        _rows.Add(row);
        _fileCsv?.Write(row);
        _stdoutCsv?.Write(row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fileCsv?.Dispose();
        _file?.Dispose();
        _stdoutCsv?.Dispose();
        _stdout?.Dispose();
    }
}
