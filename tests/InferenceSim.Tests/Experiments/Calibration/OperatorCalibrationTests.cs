using InferenceSim.Experiments.Calibration;
using InferenceSim.Hardware;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Calibration;

/// <summary>The shipped kernel profiles against the operator timings they come from.</summary>
internal sealed class OperatorCalibrationTests
{
    private static readonly Lazy<IReadOnlyList<KernelProfile>> s_fitted = new(() => OperatorCalibration.Fit(OperatorTables.Read(Open)));

    [Test]
    public void CalibrationReproducesTheShippedProfiles()
    {
        SharedData.Require("operators/aic_gemm.csv");
        Assert.That(s_fitted.Value.Select(p => p.Name), Is.EquivalentTo(new[] { "nvidia-a100", "nvidia-h100", "nvidia-h200", "nvidia-b200", "nvidia-l40s" }));
        foreach (KernelProfile profile in s_fitted.Value)
        {
            Assert.That(Text(profile), Is.EqualTo(Text(KernelCatalog.Find(profile.Name))), profile.Name);
        }
    }

    // Median error on shapes held out, over all accelerators: what the product promises, and 4-bit products apart.
    [TestCase("gemm", "fp4", 0.08)]
    [TestCase("decode attention", "", 0.08)]
    [TestCase("prefill attention", "", 0.12)]
    [TestCase("all-reduce", "", 0.15)]
    [TestCase("all-to-all", "", 0.15)]
    public void HeldOutShapesAreWithinTheirBounds(string term, string apart, double bound)
    {
        FittedTerm[] terms = [.. Terms().Where(t => t.Term.StartsWith(term, StringComparison.Ordinal) && (apart.Length == 0 || !t.Term.EndsWith(apart, StringComparison.Ordinal)))];
        double weighted = terms.Sum(t => t.Fit.HeldOutMedianError * t.Fit.HeldOutRows) / terms.Sum(t => t.Fit.HeldOutRows);
        Assert.That(terms, Is.Not.Empty);
        Assert.That(weighted, Is.LessThan(bound));
        Assert.That(terms.Select(t => t.Fit.HeldOutMedianError), Is.All.LessThan(1.25 * bound), "no accelerator far beyond");
    }

    [Test]
    public void FourBitProductsAreWithinFifteenPercent() =>
        Assert.That(Terms().Single(t => t.Term == "gemm fp4").Fit.HeldOutMedianError, Is.LessThan(0.15));

    [Test]
    public void AProfileThatIsWrittenReadsBackTheSame()
    {
        foreach (string name in KernelCatalog.Names)
        {
            KernelProfile profile = KernelCatalog.Find(name);
            using var stream = new MemoryStream();
            KernelProfileFile.Write(profile, stream);
            stream.Position = 0;
            Assert.That(Text(KernelProfileFile.Read(stream, name)), Is.EqualTo(Text(profile)));
        }
    }

    [Test]
    public void AMalformedTableIsToldWithItsName() => Assert.That(
        () => OperatorTables.Read(_ => new MemoryStream("system,framework_version\na,b\n"u8.ToArray())),
        Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("aic_gemm.csv"));

    private static IEnumerable<FittedTerm> Terms() => KernelCatalog.Names.SelectMany(n => FittedTerm.Of(KernelCatalog.Find(n)));

    private static FileStream Open(string name) => File.OpenRead(SharedData.Require($"operators/{name}"));

    private static string Text(KernelProfile profile)
    {
        using var stream = new MemoryStream();
        KernelProfileFile.Write(profile, stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
