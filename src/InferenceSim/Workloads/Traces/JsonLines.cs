namespace InferenceSim.Workloads.Traces;

/// <summary>The lines of a JSONL stream as UTF-8, one at a time in a buffer that is used again. Empty lines are skipped.</summary>
internal sealed class JsonLines(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;
    private int _textStart;
    private int _textLength;

    /// <summary>The number of the current line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The current line without its line break; valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_textStart, _textLength);

    /// <summary>Moves to the next line that is not empty.</summary>
    public bool Read()
    {
        while (ReadLine())
        {
            if (Text.IndexOfAnyExcept(" \t\r"u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadLine()
    {
        int scanned = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (length >= 0 || (_atEnd && _end > _start))
            {
                length = length >= 0 ? length + scanned : _end - _start;
                _textStart = _start;
                _textLength = length;
                _start = Math.Min(_end, _start + length + 1);
                if (Line++ == 0 && Text.StartsWith("\uFEFF"u8))
                {
                    _textStart += 3; // a byte-order mark, which a JSON reader takes for text
                    _textLength -= 3;
                }

                return true;
            }

            if (_atEnd)
            {
                return false;
            }

            scanned = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _atEnd = read == 0;
    }
}
