using System.Globalization;

namespace InferenceSim.Experiments;

/// <summary>A part of a trace as a flag or a scenario file writes it: <c>600</c> or <c>300-900</c>, in seconds.</summary>
/// <param name="Start">Where it begins, or <c>null</c> for the trace's start.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct TraceWindow(double? Start, double End)
{
    /// <exception cref="UsageException">It is neither form, or ends before it begins.</exception>
    public static TraceWindow Parse(string text)
    {
        string[] parts = text.Split('-');
        TraceWindow window = parts.Length switch
        {
            1 when TryNumber(parts[0], out double end) => new(null, end),
            2 when TryNumber(parts[0], out double start) && TryNumber(parts[1], out double end) => new(start, end),
            _ => throw new UsageException($"--window {text}: seconds of a trace are expected, as 600 or 300-900"),
        };
        return window.End > (window.Start ?? 0)
            ? window
            : throw new UsageException($"--window {text}: the window ends before it begins");
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
