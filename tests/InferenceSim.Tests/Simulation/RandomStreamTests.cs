using InferenceSim.Simulation;

namespace InferenceSim.Tests.Simulation;

[TestFixture]
public sealed class RandomStreamTests
{
    [Test]
    public void TheFirstDrawOfAStreamIsThere()
    {
        ulong key = RandomStream.PurposeKey(5, "lengths");
        long[] indices = [0, 1, 77, long.MaxValue, -1];
        Assert.That(
            indices.Select(i => RandomStream.First(key, i)), Is.EqualTo(indices.Select(i => RandomStream.For(5, "lengths", i).NextUInt64())));
    }

    [Test]
    public void TheBareGeneratorIsXoshiro256StarStarFilledBySplitMix64()
    {
        // Computed independently, and equal to MathNet's Xoshiro256StarStar with seed 42.
        RandomStream random = new(42);
        double[] first = [random.NextUniform(), random.NextUniform(), random.NextUniform()];
        Assert.That(first, Is.EqualTo(new[] { 0.08386297105988216, 0.3789802506626686, 0.6800434110281394 }));
    }

    [Test]
    public void StreamsDependOnSeedPurposeAndIndexOnly()
    {
        ulong value = RandomStream.For(7, "arrivals", 3).NextUInt64();
        RandomStream again = new(0);
        again.Reseed(RandomStream.PurposeKey(7, "arrivals"), 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.NextUInt64(), Is.EqualTo(value));
            Assert.That(RandomStream.For(8, "arrivals", 3).NextUInt64(), Is.Not.EqualTo(value));
            Assert.That(RandomStream.For(7, "lengths", 3).NextUInt64(), Is.Not.EqualTo(value));
            Assert.That(RandomStream.For(7, "arrivals", 4).NextUInt64(), Is.Not.EqualTo(value));
        }
    }
}
