using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Analysis;

/// <summary>
/// What one shared prefix cache would save of a workload, counted exactly and without an engine: requests one after the other with no
/// service time; each looks up the longest run of present blocks from its start, then its blocks are stored. An upper bound for an
/// engine, whose blocks become visible later and whose running requests hold blocks of their own.
/// </summary>
public sealed class PrefixCacheAnalysis
{
    private readonly PromptBlocks _blocks;
    private readonly BlockConvention _convention;

    private PrefixCacheAnalysis(PromptBlocks blocks, BlockConvention convention)
    {
        _blocks = blocks;
        _convention = convention;
    }

    /// <summary>Tokens in a block.</summary>
    public int BlockTokens => _blocks.BlockTokens;

    /// <summary>How many different blocks the workload has.</summary>
    public int DistinctBlocks => _blocks.Distinct;

    /// <summary>Cuts the prompts of a workload into blocks.</summary>
    /// <param name="workload">A trace, in file order, or a generated workload, in the order it has when answers take no time.</param>
    /// <param name="convention">Which blocks count.</param>
    /// <param name="blockTokens">Tokens in a block, or <c>null</c> for a trace's own, else 16.</param>
    public static PrefixCacheAnalysis Of(IWorkload workload, BlockConvention convention, int? blockTokens = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (blockTokens is int tokens)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        }

        return new PrefixCacheAnalysis(PromptBlocks.Of(workload, blockTokens), convention);
    }

    /// <summary>A cache that never evicts.</summary>
    public PrefixCacheResult Infinite() => Delayed(SimDuration.Zero);

    /// <summary>A cache that never evicts, where blocks can be found only some time after the request that brought them arrived.</summary>
    public PrefixCacheResult Delayed(SimDuration visibleAfter)
    {
        long[] visible = new long[_blocks.Distinct];
        Array.Fill(visible, long.MaxValue);
        Tally tally = new(this);
        foreach (PromptBlocks.Prompt prompt in _blocks.Prompts)
        {
            ReadOnlySpan<int> blocks = Counted(prompt);
            int hits = 0;
            while (hits < blocks.Length && visible[blocks[hits]] <= prompt.Arrival.Picoseconds)
            {
                hits++;
            }

            tally.Add(prompt, blocks.Length, hits);
            foreach (int block in blocks)
            {
                visible[block] = Math.Min(visible[block], (prompt.Arrival + visibleAfter).Picoseconds);
            }
        }

        return tally.Result(visible.LongCount(v => v < long.MaxValue));
    }

    /// <summary>A cache of <paramref name="capacityBlocks"/>.</summary>
    public PrefixCacheResult Bounded(EvictionOrder order, int capacityBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityBlocks, 1);
        BlockList cache = new(_blocks.Distinct, capacityBlocks);
        Tally tally = new(this);
        foreach (PromptBlocks.Prompt prompt in _blocks.Prompts)
        {
            ReadOnlySpan<int> blocks = Counted(prompt);
            int hits = 0;
            while (hits < blocks.Length && cache.Contains(blocks[hits]))
            {
                hits++;
            }

            tally.Add(prompt, blocks.Length, hits);
            Store(cache, blocks, order);
        }

        return tally.Result(cache.Count);
    }

    /// <summary>The most that a cache of <paramref name="capacityBlocks"/> could hit if it knew the future (Belady): no order of eviction hits more.</summary>
    public PrefixCacheResult Oracle(int capacityBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityBlocks, 1);
        int[] nextUses = NextUses();
        OracleCache cache = new(_blocks.Distinct, capacityBlocks);
        Tally tally = new(this);
        int first = 0;
        foreach (PromptBlocks.Prompt prompt in _blocks.Prompts)
        {
            ReadOnlySpan<int> blocks = Counted(prompt);
            int hits = 0;
            while (hits < blocks.Length && cache.Contains(blocks[hits]))
            {
                hits++;
            }

            tally.Add(prompt, blocks.Length, hits);
            for (int i = 0; i < blocks.Length; i++)
            {
                cache.Store(blocks[i], i, nextUses[first + i]);
            }

            cache.Trim();
            first += blocks.Length;
        }

        return tally.Result(cache.Count);
    }

    /// <summary>
    /// Caches below each other, each least recently used with the tail first: what one drops falls into the next, what is hit in any of them
    /// comes up to the first and stays below as well.
    /// </summary>
    /// <param name="capacities">Blocks of each, the first that of the accelerators.</param>
    /// <returns>Hits of all tiers together, and the blocks hit in each.</returns>
    public (PrefixCacheResult All, IReadOnlyList<long> HitBlocks) Tiered(IReadOnlyList<int> capacities)
    {
        ArgumentNullException.ThrowIfNull(capacities);
        BlockList[] tiers = [.. capacities.Select(c => new BlockList(_blocks.Distinct, c))];
        long[] hitsOf = new long[tiers.Length];
        Tally tally = new(this);
        foreach (PromptBlocks.Prompt prompt in _blocks.Prompts)
        {
            ReadOnlySpan<int> blocks = Counted(prompt);
            int countable = Countable(prompt, blocks.Length);
            int hits = 0;
            for (int tier; hits < blocks.Length && (tier = Array.FindIndex(tiers, t => t.Contains(_blocks.Of(prompt)[hits]))) >= 0; hits++)
            {
                hitsOf[tier] += hits < countable ? 1 : 0;
            }

            tally.Add(prompt, blocks.Length, hits);
            for (int i = hits - 1; i >= 0; i--)
            {
                Array.Find(tiers, t => t.Contains(_blocks.Of(prompt)[i]))!.Touch(blocks[i]); // a request never pushes out what it hits
            }

            for (int i = blocks.Length - 1; i >= 0; i--)
            {
                Fall(tiers, blocks[i]);
            }
        }

        return (tally.Result(tiers[0].Count), hitsOf);
    }

    private static void Fall(BlockList[] tiers, int block)
    {
        int falling = tiers[0].Touch(block);
        for (int t = 1; t < tiers.Length && falling >= 0; t++)
        {
            falling = tiers[t].Touch(falling);
        }
    }

    /// <summary>For each block that a request looks up, the next request that could count it as a hit.</summary>
    private int[] NextUses()
    {
        int[] next = new int[_blocks.Distinct];
        Array.Fill(next, OracleCache.Never);
        int[] uses = new int[_blocks.Prompts.Sum(p => Counted(p).Length)];
        int end = uses.Length;
        for (int r = _blocks.Prompts.Count - 1; r >= 0; r--)
        {
            ReadOnlySpan<int> blocks = Counted(_blocks.Prompts[r]);
            int countable = Countable(_blocks.Prompts[r], blocks.Length);
            end -= blocks.Length;
            for (int i = 0; i < blocks.Length; i++)
            {
                // A block that is computed again all the same is stored again: keeping it until then saves nothing.
                uses[end + i] = next[blocks[i]];
                next[blocks[i]] = i < countable ? r : OracleCache.Never;
            }
        }

        return uses;
    }

    /// <summary>How many leading blocks of a prompt can count as hits.</summary>
    private int Countable(PromptBlocks.Prompt prompt, int blocks) =>
        _convention == BlockConvention.Full ? Math.Min(blocks, (prompt.Tokens - 1) / BlockTokens) : blocks;

    private static void Store(BlockList cache, ReadOnlySpan<int> blocks, EvictionOrder order)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            int block = order == EvictionOrder.LruTail ? blocks[^(i + 1)] : blocks[i];
            if (order != EvictionOrder.Fifo || !cache.Contains(block))
            {
                cache.Touch(block);
            }
        }
    }

    private ReadOnlySpan<int> Counted(PromptBlocks.Prompt prompt)
    {
        ReadOnlySpan<int> blocks = _blocks.Of(prompt);
        return _convention == BlockConvention.Full ? blocks[..Math.Min(blocks.Length, prompt.Tokens / BlockTokens)] : blocks;
    }

    private sealed class Tally(PrefixCacheAnalysis analysis)
    {
        private long _hits;
        private long _total;
        private long _hitTokens;
        private long _tokens;

        public void Add(PromptBlocks.Prompt prompt, int blocks, int hits)
        {
            int size = analysis.BlockTokens;
            hits = analysis.Countable(prompt, hits);
            _hits += hits;
            _total += blocks;
            _hitTokens += Math.Min((long)hits * size, prompt.Tokens);
            _tokens += prompt.Tokens;
        }

        public PrefixCacheResult Result(long resident) => new(_hits, _total, _hitTokens, _tokens, resident);
    }
}
