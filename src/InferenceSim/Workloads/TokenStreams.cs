namespace InferenceSim.Workloads;

/// <summary>Names of token streams: one space for each kind, so that a shared prompt, a trace's block and an answer never collide.</summary>
public static class TokenStreams
{
    private const int KindShift = 60;

    /// <summary>The tokens that request <paramref name="index"/> produces.</summary>
    public static ulong Output(long index) => Make(1, index);

    /// <summary>The tokens that only the prompt of request <paramref name="index"/> contains.</summary>
    public static ulong Unique(long index) => Make(2, index);

    /// <summary>A prompt prefix that several requests share (system prompt, tool definitions, document).</summary>
    public static ulong Shared(long id) => Make(3, id);

    /// <summary>One block of a trace, by its hash id.</summary>
    public static ulong TraceBlock(long hashId) => Make(4, hashId);

    /// <summary>Whether <paramref name="stream"/> is what some request produces.</summary>
    public static bool IsOutput(ulong stream) => stream >> KindShift == 1;

    private static ulong Make(ulong kind, long id) => (kind << KindShift) | ((ulong)id & ((1UL << KindShift) - 1));
}
