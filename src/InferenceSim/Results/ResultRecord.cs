namespace InferenceSim.Results;

/// <summary>One record of a result file as it stands there.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Length">Its bytes, the line end included.</param>
/// <param name="Fields">Its fields.</param>
internal readonly record struct ResultRecord(long Line, long Offset, int Length, string[] Fields);
