using System.Numerics;
using InferenceSim.Simulation;

namespace InferenceSim.KvCache;

/// <summary>
/// Which block holds which content: a hash table whose chains run through the blocks themselves, so that an entry costs nothing to make
/// and a lookup touches one place for the chain and one for each block in it. Several blocks may hold the same content (two sequences
/// that computed it at once); a lookup gives the one registered first among those still present. It grows with the blocks that are
/// used; all operations are O(1) but for duplicates, and allocate nothing once it has grown.
/// </summary>
internal sealed class PrefixIndex : IDisposable
{
    private const int FirstSize = 16;

    private Entry[] _entries = ReusedArrays.New<Entry>(FirstSize);
    private int[] _chains = ReusedArrays.New<int>(2 * FirstSize); // the first block of each, 0 for none; a power of two of them is used
    private int _mask = (2 * FirstSize) - 1;

    /// <summary>Whether <paramref name="block"/> holds registered content.</summary>
    public bool IsRegistered(int block) => HashOf(block) != 0;

    /// <summary>The content of <paramref name="block"/>, or 0.</summary>
    public ulong HashOf(int block) => block < _entries.Length ? _entries[block].Hash : 0;

    /// <summary>The block registered first under <paramref name="hash"/>, or 0.</summary>
    public int Find(ulong hash)
    {
        Entry[] entries = _entries;
        int block = _chains[ChainOf(hash)];
        while (block != 0 && entries[block].Hash != hash)
        {
            block = entries[block].Next;
        }

        return block;
    }

    /// <summary>Enters <paramref name="block"/>, not registered so far, under <paramref name="hash"/> (not 0), behind all others of its chain.</summary>
    public void Register(int block, ulong hash)
    {
        if (block >= _entries.Length)
        {
            Grow(block);
        }

        Entry[] entries = _entries;
        ref int link = ref _chains[ChainOf(hash)];
        while (link != 0)
        {
            link = ref entries[link].Next;
        }

        link = block;
        entries[block] = new Entry { Hash = hash };
    }

    /// <summary>Forgets what <paramref name="block"/> holds, if anything.</summary>
    public void Forget(int block)
    {
        ulong hash = HashOf(block);
        if (hash == 0)
        {
            return;
        }

        Entry[] entries = _entries;
        ref int link = ref _chains[ChainOf(hash)];
        while (link != block)
        {
            link = ref entries[link].Next;
        }

        link = entries[block].Next;
        entries[block] = default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReusedArrays.Return(ref _entries);
        ReusedArrays.Return(ref _chains);
    }

    /// <summary>How many different contents there are, for tests. O(blocks).</summary>
    internal int CountContents() => All().Distinct().Count();

    /// <summary>What all blocks hold, equal contents as often as there are blocks with them, for tests. O(blocks).</summary>
    internal IEnumerable<ulong> All() => _entries.Where(e => e.Hash != 0).Select(e => e.Hash);

    // Hashes are mixed well, so their lowest bits will do.
    private int ChainOf(ulong hash) => (int)hash & _mask;

    private void Grow(int block)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)block + 1);
        ReusedArrays.Grow(ref _entries, size);
        int[] before = _chains;
        int chains = _mask + 1;
        _chains = ReusedArrays.New<int>(size * 2);
        _mask = (size * 2) - 1;

        // In the order of the old chains, so that the first of equal contents stays the first.
        foreach (int first in before.AsSpan(0, chains))
        {
            for (int moved = first; moved != 0;)
            {
                int next = _entries[moved].Next;
                _entries[moved].Next = 0;
                ref int link = ref _chains[ChainOf(_entries[moved].Hash)];
                while (link != 0)
                {
                    link = ref _entries[link].Next;
                }

                link = moved;
                moved = next;
            }
        }

        ReusedArrays.Return(ref before);
    }

    private struct Entry
    {
        public ulong Hash;
        public int Next;
    }
}
