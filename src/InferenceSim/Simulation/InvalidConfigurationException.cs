namespace InferenceSim.Simulation;

/// <summary>
/// A mistake in what the user gave: a file, a field, a name, a number. The message is written for that user: what is wrong,
/// where (file, line, column, value), what would be right, and the nearest valid name. It is printed without a stack trace.
/// </summary>
/// <param name="message">The whole message.</param>
/// <param name="innerException">What a parser reported, if one did.</param>
public sealed class InvalidConfigurationException(string message, Exception? innerException = null)
    : Exception(message, innerException);
