namespace InferenceSim.Experiments;

/// <summary>
/// What was asked for contradicts itself or names something that does not exist: a mistake in the question, not in a file. The
/// message is written for the user and printed without a stack trace.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">What reported it, if something did.</param>
public sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
