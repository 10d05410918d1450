using CsvHelper;

namespace InferenceSim.Results;

/// <summary>How the value of a column is written in every result file.</summary>
internal static class CsvValue
{
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
