using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>Prints small records (lists, descriptions) as a table, CSV or JSON.</summary>
internal static class RecordPrinter
{
    /// <summary>Prints rows whose values are texts, <see cref="long"/>, <see cref="double"/> or <c>null</c>.</summary>
    public static void Print(string[] columns, IEnumerable<object?[]> rows, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Csv:
                PrintCsv(columns, rows);
                break;
            case OutputFormat.Json:
                PrintJson(columns, rows);
                break;
            default:
                PrintTable(columns, rows);
                break;
        }
    }

    private static void PrintTable(string[] columns, IEnumerable<object?[]> rows)
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
                double number => number.ToString("#,##0.###", CultureInfo.InvariantCulture),
                long number => number.ToString("#,##0", CultureInfo.InvariantCulture),
                _ => v.ToString(),
            })));
        }

        ConsoleTable.Out.Write(table);
    }

    private static void PrintCsv(string[] columns, IEnumerable<object?[]> rows)
    {
        using Stream stdout = Console.OpenStandardOutput();
        using CsvWriter csv = CsvWriter.Create(
            stdout, new CsvWriterOptions { Separator = ',', NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
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

    private static void PrintJson(string[] columns, IEnumerable<object?[]> rows)
    {
        using Stream stdout = Console.OpenStandardOutput();
        using (Utf8JsonWriter json = new(stdout, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
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

        stdout.WriteByte((byte)'\n');
    }
}
