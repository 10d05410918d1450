using System.Globalization;
using System.Text;
using CsvHelper;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Rows of a result file, read by name.</summary>
internal sealed class Rows
{
    private readonly List<string[]> _rows = [];

    private Rows(string csv)
    {
        Assert.That(csv, Does.Not.Contain("\r"), "line ends are LF");
        Assert.That(csv, Does.Not.Contain("NaN").And.Not.Contain("∞"));
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(csv));
        using CsvReader reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        while (reader.Read())
        {
            string[] fields = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))];
            if (Columns.Length == 0)
            {
                Columns = fields;
            }
            else
            {
                _rows.Add(fields);
            }
        }
    }

    public string[] Columns { get; } = [];

    public int Count => _rows.Count;

    public static Rows Of(string csv) => new(csv);

    public string Text(int row, string column)
    {
        int index = Array.IndexOf(Columns, column);
        Assert.That(index, Is.GreaterThanOrEqualTo(0), $"there is no column {column}");
        return _rows[row][index];
    }

    public double Number(int row, string column) => double.Parse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture);

    public string[] All(string column) => [.. Enumerable.Range(0, Count).Select(r => Text(r, column))];
}
