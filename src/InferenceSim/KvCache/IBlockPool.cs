using InferenceSim.KvCache.Tiers;

namespace InferenceSim.KvCache;

/// <summary>
/// The blocks of KV memory: how many are free, what content they carry and in what order they are reused. The rules are those of vLLM V1
/// (June 2026 and later): a freed block that carries registered content goes to the end of the free list, tail of its chain first; one
/// without goes to the very front; so content is evicted only when no other block is free, least recently used first.
/// </summary>
internal interface IBlockPool : IDisposable
{
    /// <summary>Usable blocks.</summary>
    int Capacity { get; }

    /// <summary>Blocks that nobody holds, those with content included.</summary>
    int Free { get; }

    /// <summary>Free blocks that carry no registered content; they are taken before any other.</summary>
    int FreeWithoutContent { get; }

    /// <summary>Blocks that somebody holds.</summary>
    int Used => Capacity - Free;

    /// <summary>Where content is found: the number of the block that has it.</summary>
    PrefixIndex Contents { get; }

    /// <summary>Where evicted content falls, if anywhere.</summary>
    KvTierSet? Tiers { get; set; }

    /// <summary>Sequences that hold block <paramref name="block"/>.</summary>
    int References(int block);

    /// <summary>Adds a holder to a block found by its content; a free one leaves the free list.</summary>
    void Share(int block);

    /// <summary>Takes blocks for a table, forgetting their content: the only way content is evicted. There must be enough free ones.</summary>
    void Grow(BlockTable table, int blocks);

    /// <summary>Registers the content of the leading <paramref name="full"/> blocks of a table, as far as it is not; their hashes are known.</summary>
    void Register(BlockTable table, int full);

    /// <summary>Drops a holder from each block of a table.</summary>
    void Release(BlockTable table);

    /// <summary>What the free blocks carry, in the order in which they will be taken, for tests: a hash, or 0.</summary>
    IEnumerable<ulong> FreeContents();

    /// <summary>Checks that every block is either free once or held, for tests. O(blocks).</summary>
    /// <exception cref="InvalidOperationException">A block is lost or free twice.</exception>
    void CheckIntegrity();
}
