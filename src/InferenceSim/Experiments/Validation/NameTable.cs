using InferenceSim.Models;

namespace InferenceSim.Experiments.Validation;

/// <summary>What the names of measurement files mean (<c>data/names.json</c>), beyond the other names that the catalogs know.</summary>
/// <param name="Models">Models of the catalog that are measured as another, of the same architecture.</param>
/// <param name="Precisions">Spellings of precisions to number formats.</param>
/// <param name="ModelPrecisions">What a precision means for a model whose checkpoints differ: catalog name, a blank, and the spelling.</param>
public sealed record NameTable(
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Precisions,
    IReadOnlyDictionary<string, string> ModelPrecisions)
{
    private static readonly Lazy<NameTable> s_shipped = new(() => ValidationData.Read("names.json", ValidationJson.Default.NameTable));

    /// <summary>The table that comes with the library.</summary>
    public static NameTable Shipped => s_shipped.Value;

    /// <summary>The model, or <c>null</c> if neither table nor catalog knows it.</summary>
    public ModelArchitecture? Model(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string key = name.ToLowerInvariant();
        return ModelCatalog.TryFind(Models.GetValueOrDefault(key, key), out ModelArchitecture? model) ? model : null;
    }

    /// <summary>The number format, or <c>null</c> if the table does not know it; the model decides where its checkpoints differ from others.</summary>
    public NumberFormat? Precision(string name, ModelArchitecture? model = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ModelPrecisions.TryGetValue($"{model?.Name} {name.ToLowerInvariant()}", out string? own) ? NumberFormats.Parse(own)
            : Precisions.TryGetValue(name.ToLowerInvariant(), out string? format) ? NumberFormats.Parse(format)
            : null;
    }
}
