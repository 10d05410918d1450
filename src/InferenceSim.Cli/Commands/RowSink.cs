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
    /// <param name="path">The file, or <c>null</c>.</param>
    /// <param name="format">What stdout gets.</param>
    /// <param name="columns">The columns: those of every result file unless others are named.</param>
    /// <param name="finished">Rows that the file has already; the new ones go behind them, and stdout gets both.</param>
    public RowSink(string? path, OutputFormat format, FinishedRows finished = default, IReadOnlyList<ResultColumn>? columns = null)
    {
        bool begins = finished.Bytes == 0;
        if (path is not null)
        {
            _file = begins ? DiskFiles.CreateRows(path) : DiskFiles.ContinueRows(path, finished.Bytes);
            _fileCsv = new ResultCsv(_file, header: begins, columns);
        }

        if (format == OutputFormat.Csv)
        {
            _stdout = Console.OpenStandardOutput();
            if (!begins)
            {
                DiskFiles.CopyTo(path!, finished.Bytes, _stdout);
            }

            _stdoutCsv = new ResultCsv(_stdout, header: begins, columns);
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
