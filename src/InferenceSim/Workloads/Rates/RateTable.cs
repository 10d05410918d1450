using System.Globalization;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Workloads.Rates;

/// <summary>
/// A profile and what its factors mean. As CSV: a header with <c>seconds</c> (from 0, rising) and either <c>factor</c> (on the rate) or
/// <c>requests_per_second</c>; each row holds until the next.
/// </summary>
/// <param name="Profile">The profile.</param>
/// <param name="IsAbsolute">Whether its factors are requests per second.</param>
public sealed record RateTable(IRateProfile Profile, bool IsAbsolute)
{
    /// <summary>Reads a CSV.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sourceName">Its name for messages.</param>
    /// <param name="periodSeconds">When it begins again, or <c>null</c> to stay at the last row.</param>
    /// <exception cref="InvalidConfigurationException">A column is missing or a value out of range.</exception>
    public static RateTable Read(Stream stream, string sourceName, double? periodSeconds)
    {
        using CsvRows rows = new(stream, sourceName);
        int seconds = rows.Find("seconds");
        int factor = rows.Find("factor");
        int absolute = rows.Find("requests_per_second");
        if (seconds < 0 || (factor < 0) == (absolute < 0))
        {
            throw new InvalidConfigurationException(
                $"{sourceName}:1: a rate profile has the columns seconds and factor, or seconds and requests_per_second");
        }

        List<RateKnot> knots = [];
        while (rows.Read())
        {
            double value = Number(rows, Math.Max(factor, absolute));
            knots.Add(new RateKnot(Number(rows, seconds), value, value));
        }

        try
        {
            return new RateTable(new PiecewiseProfile(knots, periodSeconds), absolute >= 0);
        }
        catch (InvalidConfigurationException e)
        {
            throw new InvalidConfigurationException($"{sourceName}: {e.Message}", e);
        }
    }

    private static double Number(CsvRows rows, int column) =>
        double.TryParse(rows.Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && double.IsFinite(value)
            ? value
            : throw rows.Bad(column, "a number of at least 0");
}
