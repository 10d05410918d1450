using System.Text;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>A file of any length that is nowhere: its rows are made while it is read.</summary>
internal sealed class GeneratedText(string header, Func<int, string> row, int rows, Action<int> onProgress) : Stream
{
    /// <summary>How many rows lie between two reports.</summary>
    public const int RowsBetweenReports = 50_000;

    private byte[] _text = Encoding.UTF8.GetBytes(header);
    private int _used;
    private int _row;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    /// <summary>Any number: only that it stays the same is asked for.</summary>
    public override long Length => rows;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_used == _text.Length)
        {
            if (_row == rows)
            {
                return 0;
            }

            _text = Encoding.UTF8.GetBytes(row(_row));
            _used = 0;
            if (++_row % RowsBetweenReports == 0)
            {
                onProgress(_row);
            }
        }

        int count = Math.Min(buffer.Length, _text.Length - _used);
        _text.AsSpan(_used, count).CopyTo(buffer);
        _used += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
