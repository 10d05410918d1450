namespace InferenceSim.Workloads;

/// <summary>
/// A piece of a prompt whose tokens are known by identity: the first <paramref name="Tokens"/> tokens of the token stream
/// <paramref name="Stream"/>. Equal stream and equal position mean equal token; tokens of different streams are never equal.
/// A shared system prompt is one stream used by many requests; a hash id of a trace is a stream of one trace block; the answer of an
/// earlier turn is the stream <see cref="TokenStreams.Output"/> of that request.
/// </summary>
/// <param name="Stream">The token stream; see <see cref="TokenStreams"/> for streams that cannot collide.</param>
/// <param name="Tokens">How many of its first tokens, at least 1.</param>
public readonly record struct PromptSegment(ulong Stream, int Tokens);
