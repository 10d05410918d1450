using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InferenceSim.Simulation;

/// <summary>Turns the JSON parser's complaint about a file that a person wrote into file, line, column and words for that person.</summary>
internal static class JsonFault
{
    /// <summary>The complaint in words: what is wrong, with the nearest valid name where a name is unknown; no place.</summary>
    /// <param name="exception">What the parser threw.</param>
    /// <param name="root">The type that was read, or <c>null</c> where no names are known.</param>
    public static string Words(JsonException exception, JsonTypeInfo? root = null)
    {
        string message = exception.Message;
        foreach (string tail in (string[])[" Path: ", " LineNumber: "])
        {
            // The parser appends the place, counted from zero; people count from one, and are told in front.
            int at = message.IndexOf(tail, StringComparison.Ordinal);
            message = at < 0 ? message : message[..at];
        }

        string[] quoted = message.Split('\'');
        if (message.Contains("could not be mapped", StringComparison.Ordinal) && quoted.Length > 1)
        {
            string[] names = [.. Names(root, quoted.Length > 3 ? quoted[3] : "")];
            return $"there is no field '{quoted[1]}'{(names.Length == 0 ? "" : "; " + NearestNames.Hint(quoted[1], names))}";
        }

        int missing = message.IndexOf("missing required properties including: ", StringComparison.Ordinal);
        return missing >= 0
            ? $"missing are {message[(message.IndexOf(": ", missing, StringComparison.Ordinal) + 2)..].TrimEnd('.')}"
            : message.StartsWith("The JSON value could not be converted to ", StringComparison.Ordinal)
                ? "this kind of value does not belong here"
                : message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) ? "the file is empty" : message;
    }

    /// <summary>The complaint with file, line and column in front of it.</summary>
    public static InvalidConfigurationException Explain(JsonException exception, string sourceName, JsonTypeInfo root, string advice = "")
    {
        string path = string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? "" : $" at {exception.Path}";
        string place = exception.LineNumber is long line
            ? FormattableString.Invariant($":{line + 1}:{(exception.BytePositionInLine ?? 0) + 1}")
            : "";
        return new InvalidConfigurationException($"{sourceName}{place}{path}: {Words(exception, root)}{advice}", exception);
    }

    /// <summary>The field names of the type called <paramref name="typeName"/> that is reached from <paramref name="root"/>.</summary>
    private static IEnumerable<string> Names(JsonTypeInfo? root, string typeName)
    {
        HashSet<Type> seen = [];
        Stack<JsonTypeInfo> open = new();
        if (root is not null)
        {
            open.Push(root);
        }

        while (open.TryPop(out JsonTypeInfo? type))
        {
            if (!seen.Add(type.Type))
            {
                continue;
            }

            if (type.Type.FullName == typeName)
            {
                return type.Properties.Select(p => p.Name);
            }

            IEnumerable<Type?> inner =
            [
                .. type.Properties.Select(p => p.PropertyType), type.ElementType,
                .. type.PolymorphismOptions?.DerivedTypes.Select(d => d.DerivedType) ?? [],
            ];
            foreach (Type? next in inner)
            {
                if (next is not null && root!.Options.TryGetTypeInfo(next, out JsonTypeInfo? info))
                {
                    open.Push(info);
                }
            }
        }

        return [];
    }
}
