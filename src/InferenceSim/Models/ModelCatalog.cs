using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceSim.Simulation;

namespace InferenceSim.Models;

/// <summary>
/// The models that come with the library, one embedded JSON file each (<c>Models/data</c>). A name is a file name, so the list costs
/// no parsing and a model is read when somebody asks for it. Safe for use by several threads.
/// </summary>
public static partial class ModelCatalog
{
    private const string Prefix = "InferenceSim.Models.data.";
    private const string Suffix = ".json";

    private static readonly Lazy<IReadOnlyList<string>> LazyNames = new(ReadNames);
    private static readonly ConcurrentDictionary<string, ModelArchitecture> Models = new(StringComparer.OrdinalIgnoreCase);
    private static readonly OtherNames Others = new("InferenceSim.Models.other-names.json");

    /// <summary>All names, in natural order (<c>llama-2-7b</c> before <c>llama-2-13b</c>).</summary>
    public static IReadOnlyList<string> Names => LazyNames.Value;

    /// <summary>Names of the same architecture published under another, and the entries they stand for.</summary>
    public static IReadOnlyDictionary<string, string> AlsoKnownAs => Others.Table;

    /// <summary>The model called <paramref name="name"/>, as <see cref="TryFind"/> understands it.</summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message names the nearest.</exception>
    public static ModelArchitecture Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryFind(name, out ModelArchitecture? model)
            ? model
            : throw new InvalidConfigurationException($"unknown model '{name}': {NearestNames.Hint(name, [.. Names])}");
    }

    /// <summary>
    /// The model called <paramref name="name"/>, or <c>false</c>. Case does not matter, <see cref="AlsoKnownAs"/> counts, and so does a
    /// name as hubs write it: <c>meta-llama/Llama-3.1-8B-Instruct</c> is <c>llama-3.1-8b</c>.
    /// </summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out ModelArchitecture? model)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? known = Known(name) ?? Known(Ending().Replace(Publisher().Replace(name, ""), ""));
        model = known is null ? null : Models.GetOrAdd(known, Read);
        return model is not null;
    }

    private static string? Known(string name) =>
        Names.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)) ?? AlsoKnownAs.GetValueOrDefault(name);

    [GeneratedRegex("^([A-Za-z0-9][^/]*/)?(meta-)?", RegexOptions.IgnoreCase)]
    private static partial Regex Publisher();

    [GeneratedRegex("(-instruct|-chat|-it|-hf)+$", RegexOptions.IgnoreCase)]
    private static partial Regex Ending();

    private static ModelArchitecture Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix)!;
        ModelArchitecture model = JsonSerializer.Deserialize(stream, ModelJsonContext.Default.ModelArchitecture)!;
        return model.Name == name
            ? model
            : throw new InvalidOperationException($"The embedded model file '{name}{Suffix}' calls itself '{model.Name}'.");
    }

    private static List<string> ReadNames()
    {
        List<string> names = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal) && resource.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(resource => resource[Prefix.Length..^Suffix.Length])];
        names.Sort(CompareNaturally);
        return names;
    }

    /// <summary>Ordinal, but runs of digits compare by value.</summary>
    private static int CompareNaturally(string left, string right)
    {
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            int order = char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j])
                ? TakeNumber(left, ref i).CompareTo(TakeNumber(right, ref j))
                : left[i++].CompareTo(right[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static long TakeNumber(string text, ref int index)
    {
        int start = index;
        while (index < text.Length && char.IsAsciiDigit(text[index]))
        {
            index++;
        }

        return long.Parse(text.AsSpan(start, index - start), System.Globalization.CultureInfo.InvariantCulture);
    }
}
