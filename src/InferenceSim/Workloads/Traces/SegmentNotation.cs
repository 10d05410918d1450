using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Prompt segments in the column <c>prefix</c> of our own CSV: <c>s3:512 b17:512 o4:120 u9:33</c>, a letter for the kind of stream
/// (shared text, trace block, output of a request, own text of a request), its number, and how many of its first tokens.
/// </summary>
internal static class SegmentNotation
{
    /// <summary>What a segment must look like.</summary>
    public const string Expected = "segments such as 's3:512 b17:512 o4:120 u9:33' (s shared, b trace block, o output of, u own text of a request)";

    private const int KindShift = 60; // as TokenStreams makes them

    public static void Append(StringBuilder text, PromptSegment segment)
    {
        char kind = (segment.Stream >> KindShift) switch
        {
            1 => 'o',
            2 => 'u',
            3 => 's',
            4 => 'b',
            _ => throw new ArgumentException($"stream {segment.Stream} is none of TokenStreams", nameof(segment)),
        };
        ulong id = segment.Stream & ((1UL << KindShift) - 1);
        text.Append(text.Length == 0 ? "" : " ").Append(kind)
            .Append(id.ToString(CultureInfo.InvariantCulture)).Append(':').Append(segment.Tokens.ToString(CultureInfo.InvariantCulture));
    }

    public static bool TryParse(ReadOnlySpan<byte> text, List<PromptSegment> segments)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)' ');
            if (!TryParseOne(end < 0 ? text : text[..end], out PromptSegment segment))
            {
                return false;
            }

            segments.Add(segment);
            text = end < 0 ? default : text[(end + 1)..];
        }

        return true;
    }

    private static bool TryParseOne(ReadOnlySpan<byte> text, out PromptSegment segment)
    {
        segment = default;
        if (text.Length < 4 || !Utf8Parser.TryParse(text[1..], out long id, out int used) || id < 0 || id >= 1L << KindShift)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(1 + used)..];
        if (rest.Length < 2 || rest[0] != ':' || !Utf8Parser.TryParse(rest[1..], out int tokens, out used) || used != rest.Length - 1 || tokens < 1)
        {
            return false;
        }

        ulong? stream = text[0] switch
        {
            (byte)'o' => TokenStreams.Output(id),
            (byte)'u' => TokenStreams.Unique(id),
            (byte)'s' => TokenStreams.Shared(id),
            (byte)'b' => TokenStreams.TraceBlock(id),
            _ => null,
        };
        segment = new PromptSegment(stream ?? 0, tokens);
        return stream is not null;
    }
}
