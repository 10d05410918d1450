namespace InferenceSim.Workloads.Traces;

/// <summary>A stream whose beginning can be looked at before it is read, whether or not it can seek. The inner stream stays open.</summary>
internal sealed class PeekedStream(Stream inner, int peekBytes) : ReadOnlyStream
{
    private readonly byte[] _head = new byte[peekBytes];
    private int _length = -1;
    private int _position;

    /// <summary>The text behind <paramref name="stream"/>: unpacked if it begins with gzip's magic bytes, whatever its name.</summary>
    public static PeekedStream OfText(Stream stream, int peekBytes)
    {
        PeekedStream raw = new(stream, 2);
        return raw.Head() is [0x1f, 0x8b]
            ? new PeekedStream(new UnpackedStream(raw), peekBytes)
            : new PeekedStream(raw, peekBytes);
    }

    /// <summary>Up to the number of bytes asked for at construction.</summary>
    public ReadOnlySpan<byte> Head()
    {
        if (_length < 0)
        {
            _length = inner.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        }

        return _head.AsSpan(0, _length);
    }

    /// <summary>Reads what is left, and tells whether packed data behind it is damaged.</summary>
    public bool IsDamaged()
    {
        Span<byte> rest = stackalloc byte[4_096];
        try
        {
            while (inner is UnpackedStream && inner.Read(rest) > 0)
            {
                // Only its end counts.
            }

            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int left = Head().Length - _position;
        if (left == 0)
        {
            return inner.Read(buffer);
        }

        int count = Math.Min(left, buffer.Length);
        _head.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
