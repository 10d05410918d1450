using System.IO.Compression;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// The text inside gzip data that must be whole. The base library takes data that breaks off for data that ends, so a download cut
/// short would be read as a shorter trace. Here a last member with a known text is put behind the data: if that text does not come out
/// at the end, what stood before it was not complete.
/// </summary>
internal sealed class UnpackedStream : ReadOnlyStream
{
    private static readonly byte[] s_mark = "\n<the end of the packed data>\n"u8.ToArray();
    private static readonly byte[] s_packedMark = Pack(s_mark);

    private readonly GZipStream _text;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    public UnpackedStream(Stream packed)
    {
        _text = new GZipStream(new Appended(packed, s_packedMark), CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The data is damaged, or its end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= s_mark.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start - (_ended ? 0 : s_mark.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = _text.Read(_buffer.AsSpan(_end));
        _end += read;
        if (read == 0)
        {
            _ended = true;
            if (!_buffer.AsSpan(0, _end).EndsWith(s_mark))
            {
                throw new InvalidDataException("its end is missing, or it is followed by something else");
            }

            _end -= s_mark.Length;
        }
    }

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>A stream and, after its end, some bytes.</summary>
    private sealed class Appended(Stream first, byte[] rest) : ReadOnlyStream
    {
        private int _position;
        private bool _firstEnded;

        public override int Read(Span<byte> buffer)
        {
            int read = _firstEnded ? 0 : first.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            _firstEnded = true;
            int count = Math.Min(buffer.Length, rest.Length - _position);
            rest.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
