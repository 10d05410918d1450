using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>Prints small records (lists, descriptions) as a table, CSV or JSON.</summary>
internal static class RecordPrinter
{
    /// <summary>Prints rows whose values are texts, <see cref="long"/>, <see cref="double"/> or <c>null</c>.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="format">How they are printed.</param>
    /// <param name="number">How a table writes a number; with up to three decimals if nothing else is said.</param>
    public static void Print(string[] columns, IEnumerable<object?[]> rows, OutputFormat format, Func<double, string>? number = null)
    {
        if (format == OutputFormat.Table)
        {
            PrintTable(columns, rows, number ?? (n => n.ToString("#,##0.###", CultureInfo.InvariantCulture)));
            return;
        }

        using Stream stdout = Console.OpenStandardOutput();
        if (format == OutputFormat.Csv)
        {
            WriteCsv(stdout, columns, rows);
        }
        else
        {
            WriteJson(stdout, columns, rows);
        }
    }

    private static void PrintTable(string[] columns, IEnumerable<object?[]> rows, Func<double, string> format)
    {
        object?[][] all = [.. rows];
        Table table = ConsoleTable.New();
        for (int i = 0; i < columns.Length; i++)
        {
            bool number = all.All(r => r[i] is null or long or double);
            TableColumn column = ConsoleTable.Column(columns[i].Replace('_', '\n'), number);
            column.NoWrap = number || i == 0;
            table.AddColumn(column);
        }

        foreach (object?[] row in all)
        {
            table.AddRow(row.Select(v => ConsoleTable.Cell(v switch
            {
                null => "-",
                double number => format(number),
                long number => number.ToString("#,##0", CultureInfo.InvariantCulture),
                _ => v.ToString(),
            })));
        }

        ConsoleTable.Out.Write(table);
    }

    /// <summary>Writes rows as CSV, numbers in full. The stream stays open.</summary>
    public static void WriteCsv(Stream stream, string[] columns, IEnumerable<object?[]> rows)
    {
        using CsvWriter csv = CsvWriter.Create(
            stream, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader(columns);
        foreach (object?[] row in rows)
        {
            foreach (object? value in row)
            {
                switch (value)
                {
                    case double number:
                        csv.WriteField(number, "R");
                        break;
                    case long number:
                        csv.WriteField(number, "D");
                        break;
                    default:
                        csv.WriteField(value?.ToString() ?? "");
                        break;
                }
            }

            csv.EndRecord();
        }
    }

    /// <summary>Writes rows as a JSON array of objects. The stream stays open.</summary>
    public static void WriteJson(Stream stream, string[] columns, IEnumerable<object?[]> rows)
    {
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartArray();
            foreach (object?[] row in rows)
            {
                json.WriteStartObject();
                for (int i = 0; i < columns.Length; i++)
                {
                    json.WritePropertyName(columns[i]);
                    switch (row[i])
                    {
                        case null:
                            json.WriteNullValue();
                            break;
                        case double number:
                            json.WriteNumberValue(number);
                            break;
                        case long number:
                            json.WriteNumberValue(number);
                            break;
                        case object value:
                            json.WriteStringValue(value.ToString());
                            break;
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        stream.WriteByte((byte)'\n');
    }
}
