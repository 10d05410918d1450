namespace InferenceSim.KvCache;

/// <summary>A segment of a sequence's content.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="Start">Tokens before it.</param>
/// <param name="Prefix">The hash of those tokens.</param>
internal readonly record struct ContentPosition(int Segment, int Start, ulong Prefix);
