using CsCheck;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Simulation;

/// <summary>The tournaments of keys and of moments against a search through all of them.</summary>
public class MinTreeTests
{
    [Test]
    public void NamesTheFirstOfTheLeastHoweverKeysChange() =>
        Gen.Select(Gen.Int[1, 20], Gen.Select(Gen.Int[0, 19], Gen.Long[0, 6]).Array[0, 100]).Sample((count, changes) =>
        {
            MinTree<SimTime> tree = new(count, new SimTime(3));
            EarliestMoments moments = new(count);
            for (int i = 0; i < count; i++)
            {
                moments.Update(i, new SimTime(3));
            }

            long[] keys = new long[count];
            Array.Fill(keys, 3);
            foreach ((int at, long key) in changes)
            {
                SimTime moment = key == 6 ? SimTime.Never : new SimTime(key);
                keys[at % count] = moment.Picoseconds;
                tree.Update(at % count, moment);
                moments.Update(at % count, moment);

                Assert.That((tree.Min.Picoseconds, tree.MinIndex), Is.EqualTo((keys.Min(), Array.IndexOf(keys, keys.Min()))));
                Assert.That((moments.Min, moments.MinIndex, moments[at % count]), Is.EqualTo((tree.Min, tree.MinIndex, moment)));
            }
        });
}
