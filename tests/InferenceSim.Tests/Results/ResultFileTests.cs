using System.Text;
using System.Text.Json;
using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Tests.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Results;

/// <summary>Result files.</summary>
public class ResultFileTests
{
    [Test]
    public void ARowThatDidNotRunHasInputsAndAReasonAndNothingElse()
    {
        string[] lines = Csv(A.Point("h100-sxm", 8, PointStatus.Infeasible)).Split('\n');

        string[] header = lines[0].Split(',');
        string[] row = lines[1].Split(',');
        Assert.That(row, Has.Length.EqualTo(header.Length));
        Assert.That(row[Array.IndexOf(header, "status")], Is.EqualTo("infeasible"));
        Assert.That(row[Array.IndexOf(header, "reason")], Is.EqualTo("a reason"));
        Assert.That(row.Skip(Array.IndexOf(header, "reason") + 1), Is.All.Empty);
    }

    [Test]
    public void EndsLinesWithLfAndQuotesWhatNeedsIt()
    {
        string csv = Csv(A.Point("h100-sxm", 8, PointStatus.Infeasible) with { Reason = "80 GB, \"shown\"" });

        Assert.That(csv, Does.Not.Contain("\r").And.EndsWith("\n").And.Contain("\"80 GB, \"\"shown\"\"\""));
        Assert.That(csv, Does.StartWith("model,gpu,num_gpus,"));
    }

    [Test]
    public void ARowIsInTheFileAsSoonAsItIsWritten()
    {
        using MemoryStream stream = new();
        using ResultCsv csv = new(stream);
        long header = stream.Length;
        csv.Write(A.Point("h100-sxm", 8));

        Assert.That(header, Is.GreaterThan(0));
        Assert.That(stream.Length, Is.GreaterThan(header));
    }

    [Test]
    public void ColumnNamesAreUniqueAndSnakeCase()
    {
        Assert.That(ResultColumns.All.Select(c => c.Name), Is.Unique);
        Assert.That(ResultColumns.All.Select(c => c.Name), Is.All.Match("^[a-z][a-z0-9_]*$"));
    }

    [Test]
    public void JsonHasTheSameNamesAndNullForWhatDoesNotApply()
    {
        using MemoryStream stream = new();
        ResultJson.Write(stream, [A.Point("h100-sxm", 8), A.Point("h100-sxm", 9, PointStatus.Infeasible)]);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        JsonElement rows = json.RootElement.GetProperty("rows");

        Assert.That(rows[0].EnumerateObject().Select(p => p.Name), Is.EqualTo(ResultColumns.All.Select(c => c.Name)));
        Assert.That(rows[0].GetProperty("steps").GetInt64(), Is.EqualTo(10));
        Assert.That(rows[1].GetProperty("steps").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    private static string Csv(PointResult row)
    {
        using MemoryStream stream = new();
        using (ResultCsv csv = new(stream))
        {
            csv.Write(row);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
