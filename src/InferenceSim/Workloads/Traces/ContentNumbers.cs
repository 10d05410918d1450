namespace InferenceSim.Workloads.Traces;

/// <summary>Gives content new numbers where requests or blocks were renumbered.</summary>
internal static class ContentNumbers
{
    private const int KindShift = 60; // as TokenStreams makes them
    private const ulong IdMask = (1UL << KindShift) - 1;

    /// <summary>The number in a stream's name.</summary>
    public static long IdOf(ulong stream) => (long)(stream & IdMask);

    /// <summary>Whether the stream is a block of a trace.</summary>
    public static bool IsTraceBlock(ulong stream) => stream >> KindShift == TokenStreams.TraceBlock(0) >> KindShift;

    /// <summary>Whether the stream belongs to one request (its answer or its own text), so that its number is a request's.</summary>
    public static bool IsOfRequest(ulong stream) =>
        stream >> KindShift == TokenStreams.Output(0) >> KindShift || stream >> KindShift == TokenStreams.Unique(0) >> KindShift;

    /// <summary>The same content with each request's number, each trace block's number and each shared text's number replaced.</summary>
    public static PromptSegment[] Renumber(
        PromptSegment[] content, Func<long, long> request, Func<long, long> block, Func<long, long>? text = null)
    {
        PromptSegment[] renumbered = new PromptSegment[content.Length];
        for (int i = 0; i < content.Length; i++)
        {
            ulong stream = content[i].Stream;
            long id = IdOf(stream);
            id = IsTraceBlock(stream) ? block(id) : IsOfRequest(stream) ? request(id) : text?.Invoke(id) ?? id;
            renumbered[i] = content[i] with { Stream = (stream & ~IdMask) | ((ulong)id & IdMask) };
        }

        return renumbered;
    }
}
