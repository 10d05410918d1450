using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>
/// Reads scenario files: one JSON object whose names are those of <see cref="ScenarioFields"/> (and <c>predictor</c>, <c>economics</c>, <c>groups</c>, <c>tenants</c>,
/// <c>failures</c>, <c>autoscale</c>). Comments and
/// trailing commas are allowed; unknown names, names given twice and values out of range are not.
/// </summary>
public static class ScenarioFile
{
    private const string PredictorName = "predictor";
    private const string EconomicsName = "economics";
    private const string TenantsName = "tenants";
    private const string GroupsName = "groups";

    /// <summary>Objects that a scenario and each of its groups may have.</summary>
    internal const string FailuresName = "failures", AutoscaleName = "autoscale";

    private static readonly string[] s_parts = [PredictorName, EconomicsName, TenantsName, GroupsName, FailuresName, AutoscaleName];

    private static readonly JsonReaderOptions ReaderOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a scenario.</summary>
    /// <param name="stream">UTF-8 JSON.</param>
    /// <param name="sourceName">Name of the file, for messages.</param>
    /// <exception cref="InvalidConfigurationException">The file is not a scenario; the message tells where and why.</exception>
    public static Scenario Read(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        ReadOnlySpan<byte> bytes = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        Utf8JsonReader reader = new(bytes, ReaderOptions);
        try
        {
            return ReadObject(ref reader);
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            throw Fault(sourceName, exception.LineNumber!.Value + 1, (exception.BytePositionInLine ?? 0) + 1, JsonFault.Words(exception), exception);
        }
        catch (Exception exception) when (exception is JsonException or UsageException)
        {
            (long line, long column) = Position(bytes, (int)reader.TokenStartIndex);
            throw Fault(sourceName, line, column, exception.Message, exception);
        }
    }

    /// <summary>
    /// Whether JSON looks like a scenario rather than a workload, which has <c>prompt_tokens</c>, or a recorded session, which has a list of
    /// <c>requests</c>. Tells nothing of whether it is right.
    /// </summary>
    public static bool IsScenario(Stream stream)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && !json.RootElement.TryGetProperty("prompt_tokens", out _)
                && !(json.RootElement.TryGetProperty("requests", out JsonElement requests) && requests.ValueKind == JsonValueKind.Array);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Scenario ReadObject(ref Utf8JsonReader reader)
    {
        Scenario scenario = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageException("a scenario is one JSON object: { \"model\": ..., \"gpu\": ..., ... }");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            ScenarioField? field = ScenarioFields.All.FirstOrDefault(f => f.Name == name);
            if (field is null && !s_parts.Contains(name))
            {
                string[] names = [.. ScenarioFields.All.Select(f => f.Name), .. s_parts];
                throw new UsageException($"there is no field '{name}'; {NearestNames.Hint(name, names)}");
            }

            if (!seen.Add(name))
            {
                throw new UsageException($"'{name}' is given twice");
            }

            reader.Read();
            scenario = name switch
            {
                PredictorName => scenario with { Predictor = Predictor(ref reader) },
                EconomicsName => scenario with { Economics = Economics(ref reader) },
                FailuresName => scenario with { Failures = Part(ref reader, name, ScenarioJsonContext.Default.FailureChoice) },
                AutoscaleName => scenario with { Autoscale = Part(ref reader, name, ScenarioJsonContext.Default.ScalingChoice) },
                TenantsName => scenario with { Tenants = Tenants(ref reader) },
                GroupsName => scenario with { Groups = GroupReader.ReadAll(ref reader) },
                _ => field!.Apply(scenario, ValueText(ref reader, field)),
            };
        }

        if (reader.Read())
        {
            throw new UsageException("there is more after the scenario's object");
        }

        return scenario;
    }

    /// <summary>The value of a field as the text that it takes.</summary>
    internal static string ValueText(ref Utf8JsonReader reader, ScenarioField field)
    {
        bool numberAllowed = field.Kind is FieldKind.Integer or FieldKind.Number
            || field.Name is "input_tokens" or "output_tokens" or "window" or "patience";
        return (reader.TokenType, field.Kind) switch
        {
            (JsonTokenType.Number, _) when numberAllowed => Encoding.UTF8.GetString(reader.ValueSpan),
            (JsonTokenType.String, FieldKind.Text) => reader.GetString()!,
            (JsonTokenType.True, FieldKind.Switch) => "on",
            (JsonTokenType.False, FieldKind.Switch) => "off",
            _ => throw new UsageException($"'{field.Name}' takes {Expected(field.Kind)}, not {reader.TokenType switch
            {
                JsonTokenType.String => "a text in quotes",
                JsonTokenType.Number => "a number",
                JsonTokenType.Null => "null (leave it out for the default)",
                JsonTokenType.True or JsonTokenType.False => "true or false",
                _ => "a list or object",
            }}"),
        };
    }

    /// <summary>An object with names of its own.</summary>
    /// <exception cref="UsageException">It has a name or a value that does not belong there.</exception>
    internal static T? Part<T>(ref Utf8JsonReader reader, string name, JsonTypeInfo<T> type, string example = "")
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException exception)
        {
            // Its own place counts from the beginning of the inner object; the reader still stands there in the file.
            throw new UsageException($"{name}: {JsonFault.Words(exception, type)}{example}", exception);
        }
    }

    private static EconomicsChoice? Economics(ref Utf8JsonReader reader)
    {
        EconomicsChoice? economics = Part(ref reader, EconomicsName, ScenarioJsonContext.Default.EconomicsChoice);
        economics?.Validate();
        return economics;
    }

    private static PredictorChoice? Predictor(ref Utf8JsonReader reader)
    {
        PredictorChoice? predictor = Part(
            ref reader, PredictorName, ScenarioJsonContext.Default.PredictorChoice,
            "; it looks like {\"kind\": \"linear\", \"base_ps\": 5000000000, \"per_token_ps\": 20000000}");
        predictor?.Validate();
        return predictor;
    }

    private static TenantChoice[] Tenants(ref Utf8JsonReader reader) =>
        Part(
            ref reader, TenantsName, ScenarioJsonContext.Default.TenantChoiceArray,
            "; it looks like [{\"name\": \"chat\", \"workload\": \"chat\", \"rate\": 4}, ...]") is { Length: > 0 } tenants
            ? tenants
            : throw new UsageException("'tenants' is a list with at least one tenant");

    private static string Expected(FieldKind kind) => kind switch
    {
        FieldKind.Integer => "a whole number",
        FieldKind.Number => "a number",
        FieldKind.Switch => "true or false",
        _ => "a text in quotes",
    };

    private static (long Line, long Column) Position(ReadOnlySpan<byte> bytes, int offset)
    {
        ReadOnlySpan<byte> before = bytes[..Math.Min(offset, bytes.Length)];
        long line = before.Count((byte)'\n') + 1;
        return (line, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static InvalidConfigurationException Fault(string source, long line, long column, string message, Exception inner) =>
        new(FormattableString.Invariant($"{source}:{line}:{column}: {message}"), inner);
}

/// <summary>Generated reading of the parts of a scenario that are objects.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictorChoice))]
[JsonSerializable(typeof(EconomicsChoice))]
[JsonSerializable(typeof(FailureChoice))]
[JsonSerializable(typeof(ScalingChoice))]
[JsonSerializable(typeof(TenantChoice[]))]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class ScenarioJsonContext : JsonSerializerContext;
