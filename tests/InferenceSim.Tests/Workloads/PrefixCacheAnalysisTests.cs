using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>The analysis against a slow and plain one that compares prompts token by token and keeps the cache in a list.</summary>
public sealed class PrefixCacheAnalysisTests
{
    private static readonly int[] Capacities = [1, 5, 40, 200, 1000];

    [Test]
    public void TheSampleTraceIsWhatItsGeneratorGives()
    {
        using MemoryStream written = new();
        WorkloadCsv.Write(SampleTrace.Generate(), written);
        string text = System.Text.Encoding.UTF8.GetString(written.ToArray());
        Assert.That(File.ReadAllText(SampleTrace.Path), Is.EqualTo(text));
    }

    [Test]
    public void HitsOfTheSampleTraceAgreeWithTheSlowMethod([Values] BlockConvention convention, [Values(32, 100)] int blockTokens)
    {
        TraceWorkload trace = SampleTrace.Load();
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(trace, convention, blockTokens);
        List<string[]> prompts = [.. trace.Requests.Select(r => SlowBlocks(r, blockTokens, convention))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(analysis.Infinite().HitBlocks, Is.EqualTo(SlowHits(trace, prompts, EvictionOrder.Fifo, int.MaxValue, blockTokens, convention)));
            foreach (int capacity in Capacities)
            {
                foreach (EvictionOrder order in Enum.GetValues<EvictionOrder>())
                {
                    Assert.That(
                        analysis.Bounded(order, capacity).HitBlocks,
                        Is.EqualTo(SlowHits(trace, prompts, order, capacity, blockTokens, convention)),
                        $"{order} {capacity}");
                }
            }
        }
    }

    [Test]
    public void TheSampleTraceSharesAsMuchAsItsSessionsAndSystemPromptsSay()
    {
        PrefixCacheResult all = PrefixCacheAnalysis.Of(SampleTrace.Load(), BlockConvention.All).Infinite();
        PrefixCacheResult full = PrefixCacheAnalysis.Of(SampleTrace.Load(), BlockConvention.Full).Infinite();
        Assert.That((all.TotalTokens, full.TotalTokens), Is.EqualTo((SampleTrace.Load().Requests.Sum(r => (long)r.PromptTokens), all.TotalTokens)));
        Assert.That(full.HitTokens, Is.LessThanOrEqualTo(all.HitTokens).And.GreaterThan(all.TotalTokens / 2));
    }

    [Test]
    public void TheOracleHitsWhatTheBestOfAllChoicesHits([Values] BlockConvention convention)
    {
        RandomStream random = RandomStream.For(1, "oracle");
        for (int trial = 0; trial < 60; trial++)
        {
            // Short chains in a small tree of 9 blocks, some prompts ending in the middle of a block.
            List<(int[] Blocks, int Tokens)> prompts = [];
            for (int r = 0; r < 9; r++)
            {
                int branch = (int)(random.NextUniform() * 3);
                int length = 1 + (int)(random.NextUniform() * 3);
                int[] chain = [.. Enumerable.Range(0, length).Select(d => d == 0 ? branch / 2 : (branch * 2) + d + 1)];
                prompts.Add((chain, (length * 512) - (random.NextUniform() < 0.5 ? 100 : 0)));
            }

            TraceWorkload trace = A.Trace(string.Join('\n', prompts.Select(p =>
                $$"""{"timestamp": 0, "input_length": {{p.Tokens}}, "output_length": 1, "hash_ids": [{{string.Join(',', p.Blocks)}}]}""")));
            PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(trace, convention);
            for (int capacity = 1; capacity <= 4; capacity++)
            {
                long best = BestHits(prompts, capacity, convention);
                Assert.That(analysis.Oracle(capacity).HitBlocks, Is.EqualTo(best), $"trial {trial}, {capacity} blocks");
                Assert.That(Enum.GetValues<EvictionOrder>().Max(o => analysis.Bounded(o, capacity).HitBlocks), Is.LessThanOrEqualTo(best));
            }
        }
    }

    [Test]
    public void TheOracleOfTheSampleTraceIsNoWorseThanAnyOrderAndNoBetterThanInfinity([Values] BlockConvention convention)
    {
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(SampleTrace.Load(), convention, 16);
        foreach (int capacity in Capacities)
        {
            long oracle = analysis.Oracle(capacity).HitBlocks;
            Assert.That(oracle, Is.GreaterThanOrEqualTo(Enum.GetValues<EvictionOrder>().Max(o => analysis.Bounded(o, capacity).HitBlocks)));
            Assert.That(oracle, Is.LessThanOrEqualTo(analysis.Infinite().HitBlocks));
        }

        Assert.That(analysis.Oracle(1_000_000).HitBlocks, Is.EqualTo(analysis.Infinite().HitBlocks));
    }

    [Test]
    public void TiersHitAsMuchAsOneCacheWithoutThemOrAnEndlessOneBelow()
    {
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(SampleTrace.Load(), BlockConvention.Full, 16);
        Assert.That(analysis.Tiered([400]).All, Is.EqualTo(analysis.Bounded(EvictionOrder.LruTail, 400)));
        (PrefixCacheResult endless, IReadOnlyList<long> hits) = analysis.Tiered([400, 1_000_000]);
        Assert.That(endless.HitBlocks, Is.EqualTo(analysis.Infinite().HitBlocks).And.EqualTo(hits.Sum()));
        Assert.That(hits[0], Is.LessThanOrEqualTo(analysis.Bounded(EvictionOrder.LruTail, 400).HitBlocks));
    }

    /// <summary>The most hits that any choice of what to keep gives: every subset after every request.</summary>
    private static long BestHits(List<(int[] Blocks, int Tokens)> prompts, int capacity, BlockConvention convention)
    {
        Dictionary<int, long> best = new() { [0] = 0 };
        foreach ((int[] all, int tokens) in prompts)
        {
            int[] blocks = convention == BlockConvention.Full ? all[..Math.Min(all.Length, tokens / 512)] : all;
            int countable = convention == BlockConvention.Full ? Math.Min(blocks.Length, (tokens - 1) / 512) : blocks.Length;
            Dictionary<int, long> after = [];
            foreach ((int kept, long hits) in best)
            {
                int run = blocks.TakeWhile(b => (kept & (1 << b)) != 0).Count();
                int present = blocks.Aggregate(kept, (mask, b) => mask | (1 << b));
                for (int subset = present; ; subset = (subset - 1) & present)
                {
                    if (int.PopCount(subset) <= capacity)
                    {
                        after[subset] = Math.Max(after.GetValueOrDefault(subset), hits + Math.Min(run, countable));
                    }

                    if (subset == 0)
                    {
                        break;
                    }
                }
            }

            best = after;
        }

        return best.Values.Max();
    }

    [Test]
    public void DelayHidesBlocksUntilTheyAreVisible()
    {
        TraceWorkload trace = A.Trace("""
            {"timestamp": 0, "input_length": 1000, "output_length": 1, "hash_ids": [0, 1]}
            {"timestamp": 1000, "input_length": 1000, "output_length": 1, "hash_ids": [0, 2]}
            {"timestamp": 2000, "input_length": 1000, "output_length": 1, "hash_ids": [0, 1]}
            """);
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(trace, BlockConvention.All);
        Assert.That(analysis.Infinite(), Is.EqualTo(new PrefixCacheResult(3, 6, 512 + 1000, 3000, 3)));
        Assert.That(new[] { 0.999, 1, 1.001, 2, 2.001 }.Select(s => analysis.Delayed(SimDuration.FromSeconds(s)).HitBlocks),
            Is.EqualTo(new long[] { 3, 3, 2, 2, 0 }));
    }

    [Test]
    public void FullAlwaysLeavesATokenToCompute()
    {
        TraceWorkload trace = A.Trace("{\"timestamp\":0,\"input_length\":1024,\"output_length\":1,\"hash_ids\":[0,1]}\n{\"timestamp\":0,\"input_length\":1024,\"output_length\":1,\"hash_ids\":[0,1]}\n");
        Assert.That(PrefixCacheAnalysis.Of(trace, BlockConvention.All).Infinite().HitBlocks, Is.EqualTo(2));
        Assert.That(PrefixCacheAnalysis.Of(trace, BlockConvention.Full).Infinite().HitBlocks, Is.EqualTo(1));
    }

    /// <summary>Each block named by every token of the prompt up to its end.</summary>
    private static string[] SlowBlocks(Request request, int blockTokens, BlockConvention convention)
    {
        PromptSegment[] content = request.Content ?? [new PromptSegment(TokenStreams.Unique(request.Index), request.PromptTokens)];
        string[] tokens = [.. content.SelectMany(s => Enumerable.Range(0, s.Tokens).Select(t => $"{s.Stream:x}.{t}"))];
        List<string> blocks = [];
        string prefix = "";
        foreach (string[] block in tokens.Chunk(blockTokens))
        {
            if (block.Length == blockTokens || convention == BlockConvention.All)
            {
                prefix = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(prefix + ":" + string.Join(',', block))));
                blocks.Add(prefix);
            }
        }

        return [.. blocks];
    }

    private static long SlowHits(TraceWorkload trace, List<string[]> prompts, EvictionOrder order, int capacity, int blockTokens, BlockConvention convention)
    {
        List<string> cache = []; // oldest first
        long hits = 0;
        for (int i = 0; i < prompts.Count; i++)
        {
            int run = prompts[i].TakeWhile(cache.Contains).Count();
            hits += convention == BlockConvention.Full ? Math.Min(run, (trace.Requests[i].PromptTokens - 1) / blockTokens) : run;
            foreach (string block in order == EvictionOrder.LruTail ? prompts[i].Reverse() : prompts[i])
            {
                if (order != EvictionOrder.Fifo)
                {
                    cache.Remove(block);
                }

                if (!cache.Contains(block))
                {
                    cache.Add(block);
                }

                if (cache.Count > capacity)
                {
                    cache.RemoveAt(0);
                }
            }
        }

        return hits;
    }
}
