using InferenceSim.KvCache;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.KvCache;

public sealed class KvTierTests
{
    [Test]
    public void TheLeastRecentlyUsedLeavesFirstAsInANaiveList()
    {
        RandomStream random = RandomStream.For(1, "lru");
        foreach (int capacity in (int[])[0, 1, 2, 7, 100])
        {
            BlockLru lru = new(capacity);
            List<ulong> naive = [];
            for (int i = 0; i < 5_000; i++)
            {
                ulong hash = 1 + (ulong)(random.NextUniform() * 60);
                Assert.That(lru.Contains(hash), Is.EqualTo(naive.Contains(hash)));
                if (lru.Touch(hash))
                {
                    naive.Remove(hash);
                    naive.Add(hash);
                    continue;
                }

                naive.Add(hash);
                ulong expected = naive.Count > capacity ? naive[0] : 0;
                naive.RemoveRange(0, Math.Max(0, naive.Count - capacity));
                Assert.That(lru.Add(hash), Is.EqualTo(expected));
                Assert.That(lru.OwnBlocks, Is.EqualTo(naive.Count));
            }
        }
    }

    [Test]
    public void WhatATierDropsFallsIntoTheNextAndIsWrittenOnce()
    {
        KvTierSet tiers = Set(Tier(KvTierKind.Host, 2), Tier(KvTierKind.Ssd, 2));
        foreach (ulong hash in (ulong[])[1, 2, 3, 4, 5, 3, 4])
        {
            tiers.OnEvicted(hash);
        }

        // 1, 2, 3 leave the host for 3, 4, 5; 4 leaves for the second 3, 5 for the second 4. The disk drops 1, 2, 3 in their turn.
        Assert.That(tiers.Counts[0], Is.EqualTo(new KvTierCounts(0, 7, 5)));
        Assert.That(tiers.Counts[1], Is.EqualTo(new KvTierCounts(0, 5, 3)));
        Assert.That(Enumerable.Range(1, 5).Where(h => Holds(tiers, 0, (ulong)h)), Is.EqualTo([3, 4]));
        Assert.That(Enumerable.Range(1, 5).Where(h => Holds(tiers, 1, (ulong)h)), Is.EqualTo([4, 5]));
    }

    [Test]
    public void AFetchFromADiskWaitsForWhatIsWrittenBeforeItAndOneFromTheHostDoesNot()
    {
        foreach ((KvTierKind kind, long waits) in ((KvTierKind, long)[])[(KvTierKind.Ssd, 1), (KvTierKind.Host, 0), (KvTierKind.Remote, 0)])
        {
            KvTier tier = Tier(kind, 1_000);
            Write(tier, 100); // 1,000 ps
            Assert.That(tier.Transfer(new SimTime(400), 2), Is.EqualTo(new SimTime(400 + (600 * waits) + 20 + 5)), $"{kind}: behind the rest of the writes");
            Write(tier, 3);
            Assert.That(tier.Transfer(new SimTime(5_000), 2), Is.EqualTo(new SimTime(5_000 + 20 + 5)), $"{kind}: they were written long ago");
            Write(tier, 3);
            Assert.That(tier.Transfer(new SimTime(5_020), 1), Is.EqualTo(new SimTime(5_020 + (30 * waits) + 10 + 5)), $"{kind}: in between");
        }

        static void Write(KvTier tier, int blocks)
        {
            for (int i = 0; i < blocks; i++)
            {
                tier.Write();
            }
        }
    }

    [Test]
    public void TransfersQueueOnTheLinkAndTheirLatencyPassesBeside()
    {
        KvTier tier = Tier(KvTierKind.Host, 10);
        Assert.That(tier.Transfer(new SimTime(1_000), 3), Is.EqualTo(new SimTime(1_000 + 30 + 5)));
        Assert.That(tier.Transfer(new SimTime(1_010), 2), Is.EqualTo(new SimTime(1_030 + 20 + 5)), "behind the first");
        Assert.That(tier.Transfer(new SimTime(2_000), 1), Is.EqualTo(new SimTime(2_000 + 10 + 5)));
        Assert.That(tier.PicosecondsFor(4), Is.EqualTo(45));
    }

    [Test]
    public void ARunOfBlocksIsFetchedIfThatIsFasterThanComputingIt([Values(1, 2, 3, 4)] int picosecondsPerToken)
    {
        // A block of 4 tokens takes 10 ps on the link and 5 ps come before it; one token takes 1 to 4 ps to compute.
        KvTierSet tiers = new([Tier(KvTierKind.Host, 10)], KvFetchPolicy.IfFaster, new LinearRecompute(picosecondsPerToken), 4);
        (BlockTable table, Request request) = Hashed(16);
        tiers.OnEvicted(table.Hashes[0]);
        tiers.OnEvicted(table.Hashes[1]);
        int worth = tiers.Worth(table, 0, 3, request.PromptTokens);
        Assert.That(worth, Is.EqualTo(8 * picosecondsPerToken > 25 ? 2 : 0));
        Assert.That(new KvTierSet([.. tiers.Tiers], KvFetchPolicy.Always, new LinearRecompute(0), 4).Worth(table, 0, 3, 16), Is.EqualTo(2));
        Assert.That(tiers.Worth(table, 2, 3, request.PromptTokens), Is.Zero, "the third is in no tier");
    }

    [Test]
    public void FetchedBlocksComeFromEachTierAtOnceAndStayThere()
    {
        KvTierSet tiers = Set(Tier(KvTierKind.Host, 1), Tier(KvTierKind.Ssd, 5));
        (BlockTable table, _) = Hashed(16);
        tiers.OnEvicted(table.Hashes[1]);
        tiers.OnEvicted(table.Hashes[2]);
        tiers.OnEvicted(table.Hashes[0]); // in the host, the others on the disk
        Assert.That(tiers.Worth(table, 0, 3, 16), Is.EqualTo(3));
        Assert.That(tiers.Fetch(table, 0, 3, new SimTime(100)), Is.EqualTo(new SimTime(100 + 20 + 5)), "the disk has two of them");
        Assert.That(tiers.Counts.Select(c => c.ReadBlocks), Is.EqualTo([1L, 2L]));
        Assert.That(tiers.Worth(table, 0, 3, 16), Is.EqualTo(3));
    }

    private static bool Holds(KvTierSet tiers, int tier, ulong hash) => tiers.Tiers[tier].Contents.Contains(hash);

    private static KvTier Tier(KvTierKind kind, int blocks) => new(new KvTierOptions(kind, blocks, 1, 10, new SimDuration(5)));

    private static KvTierSet Set(params KvTier[] tiers) => new(tiers, KvFetchPolicy.Always, new LinearRecompute(1), 4);

    private static (BlockTable Table, Request Request) Hashed(int tokens)
    {
        Request request = new() { Index = 0, Arrival = SimTime.Zero, PromptTokens = tokens, OutputTokens = 1 };
        BlockTable table = new();
        ContentHash.Extend(table, request, tokens, 4);
        return (table, request);
    }

    private sealed class LinearRecompute(long picosecondsPerToken) : IRecomputeTime
    {
        public long Picoseconds(int tokens, int context) => tokens * picosecondsPerToken;
    }
}
