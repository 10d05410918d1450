namespace InferenceSim.Workloads.Analysis;

/// <summary>Cuts a prompt's segments into blocks and names each by its pieces (stream, first position, length), mixed to 128 bits.</summary>
internal sealed class BlockCutter(int blockTokens)
{
    private readonly PromptSegment[] _own = new PromptSegment[1];
    private PromptSegment[] _segments = [];
    private int _segment;
    private int _position;

    public void Begin(in Request request)
    {
        _own[0] = new PromptSegment(TokenStreams.Unique(request.Index), request.PromptTokens);
        _segments = request.Content ?? _own;
        _segment = 0;
        _position = 0;
    }

    /// <summary>The next block, the last one perhaps shorter; <c>false</c> at the end of the prompt.</summary>
    public bool TryNext(out UInt128 name)
    {
        ulong high = 0x243F6A8885A308D3; // the first bits of pi, as good as any
        ulong low = 0x13198A2E03707344;
        int room = blockTokens;
        while (room > 0 && _segment < _segments.Length)
        {
            PromptSegment segment = _segments[_segment];
            int taken = Math.Min(room, segment.Tokens - _position);
            Mix(ref high, ref low, segment.Stream);
            Mix(ref high, ref low, ((ulong)(uint)_position << 32) | (uint)taken);
            room -= taken;
            _position += taken;
            if (_position == segment.Tokens)
            {
                _segment++;
                _position = 0;
            }
        }

        name = new UInt128(high, low);
        return room < blockTokens;
    }

    // Two multiplications with different odd constants, each folded by its upper half, as in wyhash.
    private static void Mix(ref ulong high, ref ulong low, ulong value)
    {
        ulong a = Math.BigMul(high ^ value, 0x9E3779B97F4A7C15, out ulong b);
        ulong c = Math.BigMul(low + value, 0xC2B2AE3D27D4EB4F, out ulong d);
        high = a ^ b ^ ulong.RotateLeft(low, 23);
        low = c ^ d ^ ulong.RotateLeft(high, 41);
    }
}
