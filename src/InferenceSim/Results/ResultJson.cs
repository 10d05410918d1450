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
    /// <param name="stream">Where to.</param>
    /// <param name="results">The rows.</param>
    /// <param name="columns">What they have: <see cref="ResultColumns.All"/> unless others are named.</param>
    public static void Write(Stream stream, IEnumerable<PointResult> results, IReadOnlyList<ResultColumn>? columns = null)
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
            WriteRow(json, result, columns ?? ResultColumns.All);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteRow(Utf8JsonWriter json, PointResult result, IReadOnlyList<ResultColumn> columns)
    {
        json.WriteStartObject();
        foreach (ResultColumn column in columns)
        {
            WriteValue(json, column.Name, column.Value(result));
        }

        // The parts of one run; several replications have only means.
        if (result is { Replications.Count: 0, Report.Tenants.Count: > 0 })
        {
            WriteTenants(json, result);
        }

        if (result is { Replications.Count: 0, Groups.Count: > 1 })
        {
            WriteGroups(json, result.Groups);
        }

        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<GroupResult> groups)
    {
        json.WriteStartArray("groups");
        foreach (GroupResult group in groups)
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

    private static void WriteTenants(Utf8JsonWriter json, PointResult result)
    {
        json.WriteStartArray("tenants");
        foreach (TenantReport tenant in result.Report!.Tenants)
        {
            json.WriteStartObject();
            foreach ((string name, Func<PointResult, TenantReport, object?> value) in TenantColumns.All)
            {
                WriteValue(json, name, value(result, tenant));
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
