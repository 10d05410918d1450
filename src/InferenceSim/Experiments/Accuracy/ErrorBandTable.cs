using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceSim.Experiments.Validation;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// Error bands by class (<c>Validation/data/error-bands.json</c>), as <c>infersim calibrate --measurements FILE --folds N --bands-out FILE</c>
/// writes them.
/// </summary>
/// <param name="Source">What they come from.</param>
/// <param name="NominalShare">Share of measurements that a band is meant to hold.</param>
/// <param name="Measured">The models measured on each accelerator.</param>
/// <param name="Bands">The bands; a class with too few groups has none.</param>
/// <param name="Coverage">How many measurements bands hold that know nothing of them.</param>
/// <param name="Fits">The host terms behind the errors.</param>
public sealed record ErrorBandTable(
    string Source,
    double NominalShare,
    IReadOnlyList<MeasuredModels> Measured,
    IReadOnlyList<ErrorBand> Bands,
    IReadOnlyList<BandCoverage> Coverage,
    IReadOnlyList<LeftOutFit> Fits)
{
    private static readonly Lazy<ErrorBandTable> s_shipped = new(() => ValidationData.Read("error-bands.json", ValidationJson.Default.ErrorBandTable));

    private static readonly ValidationJson s_writing = new(new JsonSerializerOptions(ValidationJson.Default.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    });

    private readonly Lazy<Dictionary<(PredictionClass, BandMetric), ErrorBand>> _byClass =
        new(() => Bands.ToDictionary(b => (b.Class, b.Metric)));

    /// <summary>The table that comes with the library.</summary>
    public static ErrorBandTable Shipped => s_shipped.Value;

    /// <summary>The band of the nearest class on the ladder of <paramref name="of"/> that has one; <c>null</c> if none has.</summary>
    public ErrorBand? Nearest(PredictionClass of, BandMetric metric)
    {
        ArgumentNullException.ThrowIfNull(of);
        return of.Ladder().Select(rung => _byClass.Value.GetValueOrDefault((rung, metric))).FirstOrDefault(b => b is not null);
    }

    /// <summary>Whether <paramref name="model"/> (catalog name) was measured on <paramref name="gpu"/>.</summary>
    public bool IsMeasured(string model, string gpu) =>
        Measured.Any(m => m.Gpu == gpu && m.Models.Contains(NameTable.Shipped.Models.GetValueOrDefault(model, model)));

    /// <summary>Writes the table as the embedded file is: UTF-8 JSON with a final line end.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, this, s_writing.ErrorBandTable);
        stream.WriteByte((byte)'\n');
    }
}
