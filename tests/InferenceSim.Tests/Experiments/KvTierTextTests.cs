using InferenceSim.Experiments;
using InferenceSim.Hardware;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Experiments;

public sealed class KvTierTextTests
{
    [Test]
    public void TiersOfAnH100HaveTheBandwidthOfItsLinks()
    {
        // 2 accelerators, 1 MB of a block on each. Host: 88% of 63 GB/s; disk: 7 GB/s; network: 80% of 400 Gb/s; each twice.
        KvTierOptions[] tiers = [.. KvTierText.Parse("host:64GiB+ssd:1TB+remote:2TiB").Select(t => t.Options(AcceleratorCatalog.Find("h100-sxm"), 2, 1_000_000))];
        Assert.That(tiers.Select(t => t.Kind), Is.EqualTo([KvTierKind.Host, KvTierKind.Ssd, KvTierKind.Remote]));
        Assert.That(tiers.Select(t => t.CapacityBlocks), Is.EqualTo([34_359, 500_000, 1_099_511]));
        Assert.That(tiers.Select(t => t.BytesPerBlock), Is.All.EqualTo(2_000_000));
        Assert.That(tiers[0].PicosecondsPerBlock, Is.EqualTo(18_037_518));
        Assert.That(tiers[1].PicosecondsPerBlock, Is.EqualTo(142_857_143));
        Assert.That(tiers[2].PicosecondsPerBlock, Is.EqualTo(25_000_000));
    }

    [Test]
    public void BandwidthAndLatencyCanBeGiven()
    {
        KvTierOptions tier = KvTierText.Parse("ssd:500GB:2GB/s:250us").Single().Options(AcceleratorCatalog.Find("l4"), 1, 1_000_000);
        Assert.That((tier.PicosecondsPerBlock, tier.Latency), Is.EqualTo((500_000_000L, SimDuration.FromSeconds(250e-6))));
        Assert.That(KvTierText.Parse("off"), Is.Empty);
    }

    [TestCase("host", "not understood")]
    [TestCase("disk:1TB", "not understood")]
    [TestCase("host:64", "no capacity")]
    [TestCase("host:64GiB:5GB", "no bandwidth")]
    [TestCase("host:64GiB:5GB/s:5", "no latency")]
    [TestCase("ssd:1TB+host:1GB", "in the order")]
    [TestCase("host:1GB+host:1GB", "each kind once")]
    public void MistakesAreExplained(string text, string message) =>
        Assert.That(() => KvTierText.Parse(text), Throws.InstanceOf<UsageException>().With.Message.Contains(message));
}
