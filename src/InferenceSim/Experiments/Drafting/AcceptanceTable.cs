using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Drafting;

/// <summary>The measured acceptances that come with the library, and what users write instead.</summary>
public static class AcceptanceTable
{
    private static readonly Lazy<IReadOnlyList<MeasuredAcceptance>> s_shipped = new(Read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MeasuredAcceptance> Shipped => s_shipped.Value;

    /// <summary>The acceptance by position that <paramref name="text"/> means: a name of the table, one number for every position, or one for each.</summary>
    /// <exception cref="UsageException">It means nothing, or too few positions.</exception>
    internal static IReadOnlyList<double> Parse(string text, int drafts)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] numbers = [.. parts.Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) ? n : double.NaN)];
        if (numbers is [double.NaN])
        {
            MeasuredAcceptance found = Shipped.FirstOrDefault(m => m.Name == text) ?? throw new UsageException(
                $"--spec-acceptance {text}: probabilities by position (0.8,0.7,0.6), one for all, or a measurement: {NearestNames.Hint(text, [.. Shipped.Select(m => m.Name)])}");
            return Enough(found.Conditional, text, drafts);
        }

        return Array.Exists(numbers, static n => !(n >= 0 && n <= 1))
            ? throw new UsageException($"--spec-acceptance {text}: probabilities from 0 to 1 are expected, separated by commas")
            : numbers is [double all] ? [.. Enumerable.Repeat(all, drafts)] : Enough(numbers, text, drafts);
    }

    /// <summary>The measurement that stands for a model: of its own family if there is one with enough positions, else the first that has.</summary>
    internal static MeasuredAcceptance? For(string method, string model, int drafts)
    {
        IEnumerable<MeasuredAcceptance> able = Shipped.Where(m => m.Method == method && m.AcceptedLength.Count >= drafts);
        return able.FirstOrDefault(m => m.Models.Any(model.StartsWith)) ?? able.FirstOrDefault();
    }

    private static IReadOnlyList<double> Enough(IReadOnlyList<double> conditional, string text, int drafts) => conditional.Count >= drafts
        ? conditional
        : throw new UsageException(FormattableString.Invariant($"--spec-acceptance {text} has {conditional.Count} positions, --spec asks for {drafts} drafts"));

    private static List<MeasuredAcceptance> Read()
    {
        using Stream stream = typeof(AcceptanceTable).Assembly.GetManifestResourceStream("InferenceSim.Experiments.Drafting.data.acceptance.json")!;
        return JsonSerializer.Deserialize(stream, DraftingJson.Default.ListMeasuredAcceptance)!;
    }
}

/// <summary>Generated reading of the table.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(List<MeasuredAcceptance>))]
internal sealed partial class DraftingJson : JsonSerializerContext;
