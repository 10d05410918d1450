using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Models;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Accuracy;

/// <summary>The error bands that come with the library.</summary>
[TestFixture]
public sealed class ErrorBandTableTests
{
    // Bands are published to two digits; a tenth is what a small change of the model may move them before they have to be made again.
    private const double Tolerance = 0.1;

    private static readonly Lazy<ErrorBandTable> s_again = new(() =>
    {
        using FileStream stream = File.OpenRead(SharedData.Require("measurements/calibration.csv"));
        return ErrorBandCalibration.Again(MeasurementFile.Read(stream, "calibration.csv"), new MeasurementPlanner(), ErrorBandTable.Shipped.Fits);
    });

    [Test]
    public void TheShippedBandsAreWhatTheCommandGives()
    {
        SharedData.Require("measurements/calibration.csv");
        Dictionary<(PredictionClass, BandMetric), double> again = s_again.Value.Bands.ToDictionary(b => (b.Class, b.Metric), b => b.ErrorPercent);
        string[] stale = [.. ErrorBandTable.Shipped.Bands
            .Where(b => !again.TryGetValue((b.Class, b.Metric), out double now) || Math.Abs(now - b.ErrorPercent) > Math.Max(1, Tolerance * b.ErrorPercent))
            .Select(b => $"{b.Metric} {b.Class}: {b.ErrorPercent}% shipped, {again.GetValueOrDefault((b.Class, b.Metric))}% now")];

        Assert.That(stale, Is.Empty, "make them again: infersim calibrate --measurements ../shared/data/measurements/calibration.csv --bands-out src/InferenceSim/Experiments/Validation/data/error-bands.json (half a minute; with --folds 4 after host terms were fitted anew, some minutes)");
        Assert.That(again, Has.Count.EqualTo(ErrorBandTable.Shipped.Bands.Count));
    }

    [Test]
    public void BandsHoldWhatTheyPromiseOnMeasurementsTheyDoNotKnow()
    {
        SharedData.Require("measurements/calibration.csv");
        foreach (BandCoverage coverage in s_again.Value.Coverage)
        {
            TestContext.Out.WriteLine(coverage);
            Assert.That(coverage.GroupsShare, Is.GreaterThanOrEqualTo(ErrorBandTable.Shipped.NominalShare - 0.05), coverage.ToString());
        }
    }

    [Test]
    public void EveryKindOfEvidenceHasABandAndLessEvidenceAWiderOne()
    {
        foreach (BandMetric metric in Enum.GetValues<BandMetric>())
        {
            double[] widths = [.. new[] { Evidence.Measured, Evidence.Transferred, Evidence.Datasheet }
                .Select(e => ErrorBandTable.Shipped.Nearest(new PredictionClass(e), metric)!.ErrorPercent)];
            TestContext.Out.WriteLine($"{metric}: {string.Join(", ", widths)}");
            Assert.That(widths[2], Is.GreaterThan(widths[0]), $"{metric}: nothing measured is worse than kernels measured");
            Assert.That(widths, Is.All.GreaterThan(0));
        }
    }

    [Test]
    public void NoClassNamesAModelOrAnAccelerator()
    {
        string[] words = [.. ErrorBandTable.Shipped.Bands.SelectMany(b => new[] { b.Class.Engine, b.Class.Architecture, b.Class.Load }).OfType<string>().Distinct()];
        string[] names = [.. ModelCatalog.Names, .. AcceleratorCatalog.Names, .. AcceleratorCatalog.Names.Select(n => n.Split('-')[0])];

        Assert.That(words.Where(w => names.Contains(w, StringComparer.OrdinalIgnoreCase)), Is.Empty);
        Assert.That(ErrorBandTable.Shipped.Fits.SelectMany(f => f.Hosts.Keys).Distinct(), Is.SubsetOf(HostCatalog.Names), "terms belong to engines alone");
    }

    [Test]
    public void ATableThatIsWrittenIsTheFileThatWasRead()
    {
        using MemoryStream stream = new();
        ErrorBandTable.Shipped.Write(stream);
        using Stream embedded = typeof(ErrorBandTable).Assembly.GetManifestResourceStream("InferenceSim.Experiments.Validation.data.error-bands.json")!;
        using StreamReader reader = new(embedded);

        Assert.That(System.Text.Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo(reader.ReadToEnd()));
    }
}
