namespace InferenceSim.KvCache;

/// <summary>A position in a sequence's content: tokens consumed, and where that is among the prompt's segments.</summary>
/// <param name="Token">Tokens before the position.</param>
/// <param name="Segment">Segment of the prompt that holds the next token.</param>
/// <param name="Offset">Tokens of that segment before the position.</param>
internal readonly record struct ContentPosition(int Token, int Segment, int Offset);
