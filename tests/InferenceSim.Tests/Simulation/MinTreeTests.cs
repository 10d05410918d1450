using CsCheck;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Simulation;

/// <summary>The tournament of keys against a search through all of them.</summary>
public class MinTreeTests
{
    [Test]
    public void NamesTheFirstOfTheLeastHoweverKeysChange() =>
        Gen.Select(Gen.Int[1, 20], Gen.Select(Gen.Int[0, 19], Gen.Long[0, 6]).Array[0, 100]).Sample((count, changes) =>
        {
            MinTree<SimTime> tree = new(count, new SimTime(3));
            long[] keys = new long[count];
            Array.Fill(keys, 3);
            foreach ((int at, long key) in changes)
            {
                keys[at % count] = key;
                tree.Update(at % count, new SimTime(key));

                Assert.That((tree.Min.Picoseconds, tree.MinIndex), Is.EqualTo((keys.Min(), Array.IndexOf(keys, keys.Min()))));
            }
        });
}
