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
                    return new FixedLength(int.Parse(tokens, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
                case ["lognormal", string mu, string sigma]:
                    return LognormalLength.Of(Number(mu), Number(sigma));
                case [string tokens, "pm" or "from", string ratio]:
                    UniformRule rule = parts[1] == "pm" ? UniformRule.PlusMinus : UniformRule.From;
                    return new UniformLength(int.Parse(tokens, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), Number(ratio), rule);
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidConfigurationException($"length '{text}': {e.Message}; expected {Forms}", e);
        }

        throw new InvalidConfigurationException($"length '{text}' is not understood; expected {Forms}");
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
