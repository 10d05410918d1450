using System.Text;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Words for what is wrong in a trace, always with file, line, column, value and what was expected.</summary>
internal static class TraceProblem
{
    public static InvalidConfigurationException At(string source, long line, long column, ReadOnlySpan<byte> value, string expected)
    {
        string text = Encoding.UTF8.GetString(value.Length > 40 ? value[..40] : value);
        return At(source, line, column, $"value '{text}'{(value.Length > 40 ? "..." : "")}: expected {expected}");
    }

    public static InvalidConfigurationException At(string source, long line, long column, string message, Exception? inner = null) =>
        new($"{source}:{line}:{column}: {message}", inner);

    /// <summary>A trace of lengths was to be played as recorded.</summary>
    public static InvalidConfigurationException NoTimes(string name) =>
        new($"{name} has lengths but no arrival times: give a rate (--rate) or a number of users (--concurrency)");
}
