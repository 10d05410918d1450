using System.Globalization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>Lengths as they are written on a command line.</summary>
public static class LengthNotation
{
    /// <summary>What <see cref="Parse"/> understands, for help texts and messages.</summary>
    public const string Forms = "1024, 1024:pm:0.2 (819 to 1229), 1024:from:0.8 (819 to 1024) or lognormal:MU:SIGMA";

    /// <summary>Reads <c>1024</c>, <c>1024:pm:0.2</c>, <c>1024:from:0.8</c> or <c>lognormal:6.6:0.98</c>.</summary>
    /// <exception cref="InvalidConfigurationException">None of these forms, or a number out of range.</exception>
    public static ILengthDistribution Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        try
        {
            switch (parts)
            {
                case [string tokens]:
                    return new FixedLength(Tokens(tokens));
                case ["lognormal", string mu, string sigma]:
                    return LognormalLength.Of(Number(mu), Number(sigma));
                case [string tokens, "pm" or "from", string ratio]:
                    UniformRule rule = parts[1] == "pm" ? UniformRule.PlusMinus : UniformRule.From;
                    return new UniformLength(Tokens(tokens), Number(ratio), rule);
            }
        }
        catch (ArgumentException e)
        {
            // The argument's name and value, which follow on the first sentence, are this program's own words.
            int tail = e.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
            throw new InvalidConfigurationException($"length '{text}': {(tail < 0 ? e.Message : e.Message[..tail])}; expected {Forms}", e);
        }
        catch (FormatException e)
        {
            throw new InvalidConfigurationException($"length '{text}': {e.Message}; expected {Forms}", e);
        }

        throw new InvalidConfigurationException($"length '{text}' is not understood; expected {Forms}");
    }

    private static int Tokens(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int tokens) && tokens >= 1
            ? tokens
            : throw new FormatException($"'{text}' is no whole number of tokens from 1 to {int.MaxValue}");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"'{text}' is no number");
}
