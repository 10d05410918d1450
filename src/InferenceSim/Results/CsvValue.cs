using CsvHelper;

namespace InferenceSim.Results;

/// <summary>Writes a column's value: numbers plain and so that reading gives the same number back, nothing as nothing.</summary>
internal static class CsvValue
{
    /// <summary>Writes a field.</summary>
    public static void Write(CsvWriter csv, object? value)
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
