using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceSim.Experiments;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>
/// Writes result rows as JSON: an object with <c>rows</c>, each an object with the same names and numbers as the CSV; what does not
/// apply is <c>null</c>. A deployment of several groups has them as an array <c>groups</c> in its row, a mix of tenants as <c>tenants</c>.
/// </summary>
public static class ResultJson
{
    /// <summary>Writes rows in their order.</summary>
    public static void Write(Stream stream, IEnumerable<PointResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (PointResult result in results)
        {
            WriteRow(json, result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteRow(Utf8JsonWriter json, PointResult result)
    {
        json.WriteStartObject();
        foreach (ResultColumn column in ResultColumns.All)
        {
            WriteValue(json, column.Name, column.Value(result));
        }

        if (result.Report is { Tenants.Count: > 0 } report)
        {
            WriteTenants(json, report);
        }

        if (result.Groups.Count > 1)
        {
            json.WriteStartArray("groups");
            foreach (GroupResult group in result.Groups)
            {
                json.WriteStartObject();
                foreach ((string name, Func<GroupResult, object?> value) in GroupColumns.All)
                {
                    WriteValue(json, name, value(group));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteTenants(Utf8JsonWriter json, SimulationReport report)
    {
        json.WriteStartArray("tenants");
        foreach (TenantReport tenant in report.Tenants)
        {
            json.WriteStartObject();
            foreach ((string name, Func<SimulationReport, TenantReport, object?> value) in TenantColumns.All)
            {
                WriteValue(json, name, value(report, tenant));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case string text:
                json.WriteString(name, text);
                break;
            default:
                throw new InvalidOperationException($"column {name} gave a {value.GetType()}");
        }
    }
}
