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
    public void HoldsItsModelsInNaturalOrder()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ModelCatalog.Names, Has.Count.EqualTo(69).And.Unique);
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

    // What the makers' checkpoints hold, to the parameter: no dimension of these is mistyped.
    [TestCase("codellama-34b", 33_743_970_304)]
    [TestCase("yi-34b", 34_388_917_248)]
    [TestCase("internlm2-20b", 19_861_149_696)]
    [TestCase("qwen-72b", 72_287_920_128)]
    [TestCase("mistral-small-24b", 23_572_403_200)]
    [TestCase("mistral-large-123b", 122_610_069_504)]
    public void CountsEqualThePublishedCheckpoints(string name, long parameters) =>
        Assert.That(ParameterCount.Total(ModelCatalog.Find(name)), Is.EqualTo(parameters));

    [TestCase("llama-3.3-70b", "llama-3.1-70b")]
    [TestCase("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b")]
    [TestCase("meta-llama/Meta-Llama-3-70B", "llama-3-70b")]
    [TestCase("meta-llama/Llama-2-7b-chat-hf", "llama-2-7b")]
    [TestCase("mistralai/Mixtral-8x7B-Instruct-v0.1", "mixtral-8x7b")]
    [TestCase("Qwen/Qwen3-235B-A22B-Instruct-2507", "qwen3-235b-a22b")]
    [TestCase("google/gemma-3-27b-it", "gemma-3-27b")]
    [TestCase("deepseek-ai/DeepSeek-V3.1", "deepseek-v3")]
    [TestCase("openai/gpt-oss-120b", "gpt-oss-120b")]
    public void OtherNamesAreUnderstood(string given, string name) => Assert.That(ModelCatalog.Find(given).Name, Is.EqualTo(name));

    [TestCase("./llama-3.1-8b")]
    [TestCase("../models/llama-3.1-8b")]
    [TestCase("models/meta/llama-3.1-8b")]
    [TestCase("meta-llama/")]
    [TestCase("")]
    public void PathsAndHalvesOfNamesAreNot(string given) => Assert.That(ModelCatalog.TryFind(given, out _), Is.False);

    [Test]
    public void EveryOtherNameStandsForAnEntryAndIsNone()
    {
        Assert.That(ModelCatalog.AlsoKnownAs.Values.Distinct(), Is.SubsetOf(ModelCatalog.Names));
        Assert.That(ModelCatalog.AlsoKnownAs.Keys.Intersect(ModelCatalog.Names), Is.Empty);
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
