using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>Fields of a scenario that are different: <c>"with": {"gpu": "apple-m4-max", "tp": 1}</c>.</summary>
/// <param name="Fields">The fields and their values as texts, in the order of the file.</param>
[JsonConverter(typeof(ScenarioChangesConverter))]
public sealed record ScenarioChanges(IReadOnlyList<(ScenarioField Field, string Text)> Fields)
{
    /// <summary>The scenario with them.</summary>
    public Scenario Of(Scenario scenario) => Fields.Aggregate(scenario, (s, f) => f.Field.Apply(s, f.Text));

    /// <summary>The same with paths changed.</summary>
    public ScenarioChanges WithPaths(Func<string, string> rebased) =>
        new([.. Fields.Select(f => f.Field.Name is "model" or "gpu" or "host" or "workload" ? (f.Field, rebased(f.Text)) : f)]);
}

/// <summary>Reads them as a scenario's own fields are read.</summary>
internal sealed class ScenarioChangesConverter : JsonConverter<ScenarioChanges>
{
    /// <inheritdoc/>
    public override ScenarioChanges Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageException("'with' takes fields of a scenario: {\"gpu\": \"apple-m4-max\", \"tp\": 1}");
        }

        List<(ScenarioField, string)> fields = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            ScenarioField field = ScenarioFields.All.FirstOrDefault(f => f.Name == name)
                ?? throw new UsageException($"with: there is no field '{name}'; {NearestNames.Hint(name, [.. ScenarioFields.All.Select(f => f.Name)])}");
            reader.Read();
            string text = ScenarioFile.ValueText(ref reader, field);
            _ = field.Apply(new Scenario(), text); // a value out of range is a fault of the file, and is told here where the place is known
            fields.Add((field, text));
        }

        return new ScenarioChanges(fields);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ScenarioChanges value, JsonSerializerOptions options) => throw new NotSupportedException();
}
