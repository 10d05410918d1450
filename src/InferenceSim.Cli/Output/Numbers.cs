using System.Globalization;

namespace InferenceSim.Cli.Output;

/// <summary>Numbers as people read them in a table; files have them in full.</summary>
internal static class Numbers
{
    /// <summary>Three digits, and thousands in groups.</summary>
    public static string Short(double? value)
    {
        if (value is not double number || !double.IsFinite(number))
        {
            return "-";
        }

        double size = Math.Abs(number);
        string format = size switch
        {
            0 => "0",
            >= 100 => "#,##0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            >= 0.001 => "0.0000",
            _ => "0.00e0",
        };
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A share in per cent.</summary>
    public static string Percent(double? value) =>
        value is double number ? (100 * number).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    /// <summary>A figure published to three digits in another unit, for a file: without what a binary product leaves behind them (5.319999999999999).</summary>
    public static double InUnit(double published, double unitsPerOne) => Math.Round(published * unitsPerOne, 9);

    /// <summary>US dollars.</summary>
    public static string Usd(double? value) => value switch
    {
        null => "-",
        >= 100 => value.Value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 1 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
