using System.Globalization;

namespace InferenceSim.Simulation;

/// <summary>Lengths of time as they are written on a command line: <c>90</c> (seconds), <c>90s</c>, <c>15m</c>, <c>1.5h</c>, <c>1d</c>, <c>1w</c>.</summary>
public static class DurationNotation
{
    /// <summary>What <see cref="ParseSeconds"/> understands, for help texts and messages.</summary>
    public const string Forms = "seconds, or a number with s, m, h, d or w, as 90, 15m, 1.5h or 1d";

    /// <summary>Reads a length of time above 0, in seconds.</summary>
    /// <exception cref="InvalidConfigurationException">It is none of <see cref="Forms"/>, not above 0, or beyond the range of simulated time.</exception>
    public static double ParseSeconds(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
        string number = unit == 0 ? text : text[..^1];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value * (unit == 0 ? 1 : unit) is > 0 and < SimDuration.MaxSeconds and double seconds
            ? seconds
            : throw new InvalidConfigurationException(FormattableString.Invariant(
                $"'{text}' is no length of time above 0 and below {SimDuration.MaxSeconds:0} s; expected {Forms}"));
    }
}
