using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

internal sealed class ServingLayoutTests
{
    [TestCase("deepseek-v3.2", "DSA index")]
    [TestCase("deepseek-v4-pro", "CSA")]
    [TestCase("qwen3.5-397b-a17b", "linear attention")]
    [TestCase("gemma-4-26b-a4b", "K = V")]
    public void AModelWhoseOperatorsAreNotBuiltIsUnsupportedByName(string model, string named)
    {
        ServingLayout layout = A.Layout(model);
        Assert.That(layout.Unsupported(), Does.Contain(named));
        Assert.That(() => new RooflinePredictor(layout), Throws.TypeOf<NotSupportedException>().With.Message.Contains(named));
    }

    [Test]
    public void FormatsThatAreNotBuiltAreNamed() =>
        Assert.That(A.Layout(kv: NumberFormat.Int4).Unsupported(), Does.Contain("KV cache in Int4"));

    [TestCase(3, "does not divide the 32 attention heads")]
    [TestCase(64, "does not divide the 32 attention heads")]
    [TestCase(0, "at least 1")]
    public void AnImpossibleTensorParallelismIsExplained(int tp, string reason) =>
        Assert.That(A.Layout(tp: tp).Unsupported(), Does.Contain(reason));

    [Test]
    public void KvHeadsThatNeitherDivideNorMultiplyAreRefused() =>
        Assert.That(A.Layout("qwen2.5-14b", tp: 5).Unsupported(), Does.Contain("tp 5 neither divides nor is a multiple of the 8 KV heads"));

    [Test]
    public void EightBitWeightsOnAnA100AreMultipliedInSixteenBits()
    {
        var predictor = new RooflinePredictor(A.Layout(gpu: "a100-80-sxm", weights: NumberFormat.Fp8));
        Assert.That(predictor.PeakFlopsPerSecond, Is.EqualTo(312e12));
        Assert.That(new RooflinePredictor(A.Layout(gpu: "a100-80-sxm", weights: NumberFormat.Int8)).PeakFlopsPerSecond, Is.EqualTo(624e12));
        Assert.That(new RooflinePredictor(A.Layout(tp: 2, weights: NumberFormat.Fp8)).PeakFlopsPerSecond, Is.EqualTo(2 * 1979e12));
    }

    [Test]
    public void EightBitIntegersAreExpandedWhereTheirUnitIsSlowerThanTheSixteenBitOne() =>
        Assert.That(new RooflinePredictor(A.Layout(gpu: "b300-sxm", weights: NumberFormat.Int8)).PeakFlopsPerSecond, Is.EqualTo(2250e12));

    [Test]
    public void DenseModelsOfTheCatalogueAreSupportedOnOneH200()
    {
        string[] dense = [.. ModelCatalog.Names.Where(n => ModelCatalog.Find(n) is { Experts: null, Attention: AttentionKind.Grouped })];
        Assert.That(dense, Has.Length.GreaterThan(20));
        Assert.That(dense.Select(n => A.Layout(n, "h200-sxm").Unsupported()), Is.All.Null);
    }

    [Test]
    public void EveryDataParallelRankHasAHostOfItsOwn()
    {
        ServingLayout layout = A.Layout("deepseek-r1", "h200-sxm", weights: NumberFormat.Fp8, dp: 8, ep: 8, host: "ideal");
        HostOverhead host = HostCatalog.Find("ideal") with { Name = "per sequence", PerSequenceSeconds = 1e-3 };
        long without = A.Decode(new RooflinePredictor(layout), 250, 250_000).Picoseconds;
        long with = A.Decode(new RooflinePredictor(layout with { Host = host }), 250, 250_000).Picoseconds;
        Assert.That(with - without, Is.EqualTo(32 * Picoseconds.From(1e-3)), "the fullest rank has 32 of 250 sequences");
    }
}
