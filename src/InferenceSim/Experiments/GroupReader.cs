using System.Text.Json;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>Reads the groups of a scenario file: <c>"groups": [{"name": "big", "gpu": "h200-sxm", "replicas": 2}, ...]</c>.</summary>
internal static class GroupReader
{
    private const string NameName = "name";
    private const string ReplicasName = "replicas";
    private const string RoleName = "role";
    private const string Example = "groups look like [{\"name\": \"big\", \"gpu\": \"h200-sxm\", \"replicas\": 2}, ...]";

    /// <summary>Reads the list at which <paramref name="reader"/> stands.</summary>
    /// <exception cref="UsageException">It is not a list of groups; the message says what is allowed.</exception>
    public static IReadOnlyList<GroupChoice> ReadAll(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new UsageException(Example);
        }

        List<GroupChoice> groups = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new UsageException(Example);
            }

            GroupChoice group = Read(ref reader, groups.Count);
            if (groups.Exists(g => g.Name == group.Name))
            {
                throw new UsageException($"two groups are called '{group.Name}'");
            }

            groups.Add(group);
        }

        return groups.Count == 0 ? throw new UsageException($"there is no group: {Example}") : groups;
    }

    private static GroupChoice Read(ref Utf8JsonReader reader, int index)
    {
        GroupChoice group = new(FormattableString.Invariant($"group-{index + 1}"), 1, []);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!seen.Add(name))
            {
                throw new UsageException($"'{name}' is given twice in group '{group.Name}'");
            }

            reader.Read();
            group = Set(group, name, ref reader);
        }

        return group;
    }

    private static GroupChoice Set(GroupChoice group, string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case ScenarioFile.FailuresName:
                return group with { Failures = ScenarioFile.Part(ref reader, name, ScenarioJsonContext.Default.FailureChoice) };
            case ScenarioFile.AutoscaleName:
                return group with { Autoscale = ScenarioFile.Part(ref reader, name, ScenarioJsonContext.Default.ScalingChoice) };
            case NameName:
                return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text
                    ? group with { Name = text }
                    : throw new UsageException("the name of a group is a text in quotes");
            case RoleName:
                return group with
                {
                    Role = (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
                    {
                        "both" => GroupRole.Both,
                        "prefill" => GroupRole.Prefill,
                        "decode" => GroupRole.Decode,
                        _ => throw new UsageException("the role of a group is \"both\", \"prefill\" or \"decode\""),
                    },
                };
            case ReplicasName:
                ScenarioField replicas = ScenarioFields.Find(name);
                return group with { Replicas = replicas.Apply(new Scenario(), ScenarioFile.ValueText(ref reader, replicas)).Replicas!.Value };
        }

        ScenarioField field = ScenarioFields.OfReplicas.FirstOrDefault(f => f.Name == name)
            ?? throw new UsageException(
                $"a group has no field '{name}'; {NearestNames.Hint(name, [NameName, RoleName, ReplicasName, ScenarioFile.FailuresName, ScenarioFile.AutoscaleName, .. ScenarioFields.OfReplicas.Select(f => f.Name)])}");
        string value = ScenarioFile.ValueText(ref reader, field);
        _ = field.Apply(new Scenario(), value); // a value out of range is a fault of the file, and is told here where the place is known
        return group with { Fields = [.. group.Fields, (field, value)] };
    }
}
