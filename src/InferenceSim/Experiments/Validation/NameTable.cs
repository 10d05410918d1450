using System.Text.RegularExpressions;
using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Experiments.Validation;

/// <summary>What the names of measurement files mean (<c>data/names.json</c>).</summary>
/// <param name="Models">Spellings of models to catalog names.</param>
/// <param name="Gpus">Spellings of accelerators to catalog names.</param>
/// <param name="Precisions">Spellings of precisions to number formats.</param>
/// <param name="ModelPrecisions">What a precision means for a model whose checkpoints differ: catalog name, a blank, and the spelling.</param>
public sealed partial record NameTable(
    IReadOnlyDictionary<string, string> Models,
    IReadOnlyDictionary<string, string> Gpus,
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

    /// <summary>The accelerator, or <c>null</c> if neither table nor catalog knows it.</summary>
    public Accelerator? Gpu(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string key = name.ToLowerInvariant();
        string known = Gpus.GetValueOrDefault(key) ?? Gpus.GetValueOrDefault(MemorySuffix().Replace(key, "")) ?? MemorySuffix().Replace(key, "");
        return AcceleratorCatalog.Names.FirstOrDefault(n => n == known) is string found ? AcceleratorCatalog.Find(found) : null;
    }

    /// <summary>The number format, or <c>null</c> if the table does not know it; the model decides where its checkpoints differ from others.</summary>
    public NumberFormat? Precision(string name, ModelArchitecture? model = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ModelPrecisions.TryGetValue($"{model?.Name} {name.ToLowerInvariant()}", out string? own) ? NumberFormats.Parse(own)
            : Precisions.TryGetValue(name.ToLowerInvariant(), out string? format) ? NumberFormats.Parse(format)
            : null;
    }

    [GeneratedRegex(@"-\d+(\.\d+)?gb$")]
    private static partial Regex MemorySuffix();
}
