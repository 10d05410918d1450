using InferenceSim.Models;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Models;

public sealed class ModelCatalogTests
{
    // Totals of these rows are the makers' round figures: some of their operators have no published dimensions.
    private static readonly string[] NotCounted = ["deepseek-v4-flash", "deepseek-v4-pro", "gemma-4-26b-a4b", "qwen3.5-397b-a17b"];

    private static IEnumerable<string> Names => ModelCatalog.Names;

    [Test]
    public void HoldsFiftyNineModelsInNaturalOrder()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ModelCatalog.Names, Has.Count.EqualTo(60).And.Unique);
            Assert.That(
                ModelCatalog.Names.Where(name => name.StartsWith("llama-2-", StringComparison.Ordinal)),
                Is.EqualTo(["llama-2-7b", "llama-2-13b", "llama-2-70b"]));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void EveryModelCarriesItsSource(string name)
    {
        ModelArchitecture model = ModelCatalog.Find(name);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(model.Source, Does.Match("[0-9a-z]"));
            Assert.That(model.Confidence, Is.AnyOf("high", "medium", "low"));
            Assert.That(model.ReleaseDate, Does.Match("^20[0-9]{2}(-[0-9]{2}(-[0-9]{2})?| .*not verified.*)$"));
            Assert.That(model.NativePrecision, Is.Not.Empty);
            Assert.That(model.NativeWeightBits, Is.InRange(4, 16));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void EveryCountedTotalFollowsFromTheDimensions(string name)
    {
        ModelArchitecture model = ModelCatalog.Find(name);
        Assert.That(model.ParametersCounted, Is.Not.EqualTo(NotCounted.Contains(name)));
        Assert.That(ParameterCount.CanCount(model), Is.EqualTo(model.ParametersCounted));
        if (!model.ParametersCounted)
        {
            Assert.That(() => ParameterCount.Total(model), Throws.ArgumentException);
            return;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ParameterCount.Total(model), Is.EqualTo(model.TotalParameters));
            Assert.That(ParameterCount.Active(model), Is.EqualTo(model.ActiveParameters));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void LayersAddUp(string name)
    {
        ModelArchitecture model = ModelCatalog.Find(name);
        int linear = model.Attention == AttentionKind.HybridLinear ? 45 : 0;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(model.KvLayers + linear, Is.EqualTo(model.Layers));
            Assert.That(model.AttentionHeads % model.KvHeads, Is.Zero);
            Assert.That(model.Experts is null || model.Experts.MoeLayers + model.Experts.FirstDenseLayers <= model.Layers);
            Assert.That(model.Attention is AttentionKind.Latent or AttentionKind.LatentSparse, Is.EqualTo(model.Latent is not null));
            Assert.That(model.SlidingAttentionLayers > 0 && model.SlidingWindow is null, Is.False);
        }
    }

    // By hand: Llama 3.1 70B caches 2 x 8 x 128 values in each of 80 layers, DeepSeek-V3 512 + 64 in each of 61; Gemma 4 caches
    // 2 x 8 x 256 in 25 sliding layers and 2 x 512 (one tensor for K and V) in 5 full ones.
    [TestCase("llama-3.1-70b", 2048, 163_840)]
    [TestCase("deepseek-v3", 576, 35_136)]
    [TestCase("gemma-4-26b-a4b", 4096, 107_520)]
    [TestCase("qwen3.5-397b-a17b", 1024, 15_360)]
    public void KvValuesPerTokenAreThoseWorkedOutByHand(string name, int perLayer, long allLayers)
    {
        ModelArchitecture model = ModelCatalog.Find(name);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(model.KvValuesPerTokenPerLayer, Is.EqualTo(perLayer));
            Assert.That(model.KvValuesPerToken, Is.EqualTo(allLayers));
        }
    }

    [Test]
    public void CompressedCachesHaveNoFigurePerToken() =>
        Assert.That(ModelCatalog.Find("deepseek-v4-pro").KvValuesPerToken, Is.Null);

    [Test]
    public void NamesAreFoundWithoutRegardToCase() =>
        Assert.That(ModelCatalog.Find("Llama-3.1-70B"), Is.SameAs(ModelCatalog.Find("llama-3.1-70b")));

    [Test]
    public void AnUnknownNameIsAnsweredWithTheNearest()
    {
        Assert.That(
            () => ModelCatalog.Find("lama-3.1-70b"),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'lama-3.1-70b'").And.Message.Contains("'llama-3.1-70b'"));
        Assert.That(ModelCatalog.TryFind("lama-3.1-70b", out _), Is.False);
    }

    [TestCase("llama-3.1-8b", 0)]
    // 2 routed experts of three 4096 x 14336 matrices in 32 layers.
    [TestCase("mixtral-8x7b", 32L * 2 * 3 * 4096 * 14336)]
    public void ActiveExpertsAreThoseATokenPassesThrough(string name, long expected) =>
        Assert.That(ParameterCount.ActiveRoutedExperts(ModelCatalog.Find(name)), Is.EqualTo(expected));
}
