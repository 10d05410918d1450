using System.Diagnostics;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.KvCache;

/// <summary>
/// Hands blocks to sequences and finds what of them is already there: allocation, prefix lookup, registration, release.
/// Registration happens at allocation, before the step has computed the block (see the specification of vLLM's scheduler, section 6).
/// </summary>
/// <param name="blocks">Usable blocks.</param>
/// <param name="blockSize">Tokens in a block.</param>
/// <param name="prefixCaching">Whether content is registered and looked up.</param>
/// <param name="namesBlocks">Whether each block has an identity even without content, as the recordings want it.</param>
internal sealed class BlockAllocator(int blocks, int blockSize, bool prefixCaching, bool namesBlocks = true)
{
    private readonly CountedBlockPool? _counted = namesBlocks ? null : new CountedBlockPool(blocks);
    private BlockPool? _named;
    private int[] _found = [];
    private BlockTable? _foundFor;

    /// <summary>Whether blocks are only counted.</summary>
    public bool CountsOnly => _counted is not null;

    /// <summary>The blocks.</summary>
    public IBlockPool Pool => _counted ?? (IBlockPool)(_named ??= new BlockPool(blocks));

    /// <summary>Tokens in a block.</summary>
    public int BlockSize => blockSize;

    /// <summary>Whether content is registered and looked up.</summary>
    public bool PrefixCaching => prefixCaching;

    /// <summary>Entries of all block tables: blocks held, a shared one as often as it is shared.</summary>
    public long HeldBlocks { get; private set; }

    /// <summary>The tiers below the prefix cache, if there are any.</summary>
    public KvTierSet? Tiers
    {
        get => Pool.Tiers;
        init => Pool.Tiers = value;
    }

    /// <summary>Blocks needed for <paramref name="tokens"/> tokens.</summary>
    public int BlocksFor(int tokens) => (tokens + blockSize - 1) / blockSize;

    /// <summary>
    /// The longest run of leading blocks of a sequence that is present, for at most <c>(knownTokens - 1) / blockSize</c> blocks: the last
    /// token must be computed to get its logits. Changes nothing.
    /// </summary>
    public PrefixHit Lookup(BlockTable table, in Request request, int knownTokens)
    {
        if (!prefixCaching)
        {
            return default;
        }

        int limit = Math.Min((knownTokens - 1) / blockSize, table.Shareable);
        if (limit == 0)
        {
            return default;
        }

        ContentHash.Extend(table, request, limit * blockSize, blockSize);
        if (_found.Length < limit)
        {
            _found = new int[Math.Max(limit, _found.Length * 2)];
        }

        int hits = 0;
        int free = 0;
        foreach (ulong hash in table.Hashes[..limit])
        {
            int block = Pool.Contents.Find(hash);
            if (block == 0)
            {
                break;
            }

            _found[hits++] = block;
            free += Pool.References(block) == 0 ? 1 : 0;
        }

        _foundFor = table;
        int fetched = Tiers?.Worth(table, hits, limit, knownTokens) ?? 0;
        return new PrefixHit(hits + fetched, free + fetched, fetched);
    }

    /// <summary>The hit of the latest lookup without its last block; no hit stays none.</summary>
    public PrefixHit WithoutLastBlock(PrefixHit hit) => hit switch
    {
        { Blocks: 0 } => hit,
        { FetchedBlocks: > 0 } => new PrefixHit(hit.Blocks - 1, hit.FreeBlocks - 1, hit.FetchedBlocks - 1),
        _ => new PrefixHit(hit.Blocks - 1, hit.FreeBlocks - (Pool.References(_found[hit.Blocks - 1]) == 0 ? 1 : 0)),
    };

    /// <summary>
    /// Gives an empty table the blocks of a hit, that of the latest lookup. They are taken before new blocks are, so a sequence never evicts
    /// its own hits.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="hit">The hit.</param>
    /// <param name="now">When the fetch from a tier begins, if there is one.</param>
    /// <param name="registersFetched">Whether what is fetched can be found by others at once; else <see cref="Register"/> is called when it is there.</param>
    /// <returns>When those to be fetched from a tier are there; <paramref name="now"/> if there are none.</returns>
    public SimTime Attach(BlockTable table, PrefixHit hit, SimTime now, bool registersFetched = true)
    {
        Debug.Assert(hit.Blocks == 0 || ReferenceEquals(_foundFor, table), "the hit is that of another lookup");
        int present = hit.Blocks - hit.FetchedBlocks;
        ReadOnlySpan<int> found = _found.AsSpan(0, present);
        foreach (int block in found)
        {
            Pool.Share(block);
        }

        found.CopyTo(table.AppendIds(present));
        table.Count = present;
        table.Registered = present;
        SimTime ready = hit.FetchedBlocks == 0 ? now : Fetch(table, hit, now, registersFetched);
        HeldBlocks += hit.Blocks;
        return ready;
    }

    private SimTime Fetch(BlockTable table, PrefixHit hit, SimTime now, bool registers)
    {
        // First the fetch: taking blocks may push others into the tiers, and out of them.
        SimTime ready = Tiers!.Fetch(table, table.Count, hit.FetchedBlocks, now);
        Pool.Grow(table, hit.FetchedBlocks);
        if (registers)
        {
            Pool.Register(table, hit.Blocks);
            table.Registered = hit.Blocks;
        }

        return ready;
    }

    /// <summary>Takes blocks from the pool until the table has room for <paramref name="tokens"/> tokens. The caller has checked that there are enough.</summary>
    public void Grow(BlockTable table, int tokens)
    {
        int more = BlocksFor(tokens) - table.Count;
        if (more > 0)
        {
            Pool.Grow(table, more);
            HeldBlocks += more;
        }
    }

    /// <summary>Takes blocks where they are only counted, for tables that will be told later.</summary>
    public void TakeUnnamed(long count)
    {
        _counted!.Take(count);
        HeldBlocks += count;
    }

    /// <summary>Registers the blocks that are full once <paramref name="tokens"/> tokens of a sequence are computed.</summary>
    public void Register(BlockTable table, in Request request, int tokens)
    {
        if (!prefixCaching)
        {
            return;
        }

        int full = tokens / blockSize;
        if (full > table.Registered)
        {
            ContentHash.Extend(table, request, Math.Min(full, table.Shareable) * blockSize, blockSize);
            Pool.Register(table, full);
            table.Registered = full;
        }
    }

    /// <summary>
    /// Gives the blocks of a sequence back that will come again: all of its content must be found then, also what no other request has.
    /// </summary>
    public void ReleaseToResume(BlockTable table, in Request request)
    {
        if (table.Shareable < int.MaxValue)
        {
            table.Shareable = int.MaxValue;
            ContentHash.Extend(table, request, table.Registered * blockSize, blockSize);
            Pool.Register(table, table.Registered);
        }

        Release(table);
    }

    /// <summary>
    /// Tells a table what is in it before it is used: how many leading blocks another request may have too. Where evicted content falls into
    /// tiers all of it counts, since it takes room there.
    /// </summary>
    public void Prepare(BlockTable table, in Request request) =>
        table.Shareable = CountsOnly && prefixCaching && Tiers is null && request.NeverQuoted ? request.QuotableTokens / blockSize : int.MaxValue;

    /// <summary>Gives a sequence's blocks back; their content stays to be found until they are taken again.</summary>
    public void Release(BlockTable table)
    {
        HeldBlocks -= table.Count;
        Pool.Release(table);
        table.ClearBlocks();
    }
}
