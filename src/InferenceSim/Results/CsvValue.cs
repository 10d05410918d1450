using System.Globalization;
using CsvHelper;

namespace InferenceSim.Results;

/// <summary>How the value of a column is written in every result file.</summary>
internal static class CsvValue
{
    /// <summary>A value as it stands in a file, without quotes.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Numbers plain and so that reading gives the same number back, nothing as nothing.</summary>
    public static void WriteValue(this CsvWriter csv, object? value)
    {
        switch (value)
        {
            case null:
                csv.WriteField("");
                break;
            case double number:
                csv.WriteField(number, "R");
                break;
            case long number:
                csv.WriteField(number, "D");
                break;
            case string text:
                csv.WriteField(text);
                break;
            default:
                throw new InvalidOperationException($"a column gave a {value.GetType()}");
        }
    }
}
