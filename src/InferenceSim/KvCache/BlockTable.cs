namespace InferenceSim.KvCache;

/// <summary>
/// The blocks of one sequence, in order, and the content hashes of those that are full. Belongs to a slot of the engine and is used
/// again by the next sequence in that slot, so that a run in steady state allocates nothing.
/// </summary>
internal sealed class BlockTable
{
    private int[] _blocks = new int[8];
    private ulong[] _hashes = [];

    /// <summary>Blocks held.</summary>
    public int Count { get; private set; }

    /// <summary>Leading blocks whose content is registered.</summary>
    public int Registered { get; set; }

    /// <summary>Leading blocks whose content hash is known; may run ahead of <see cref="Count"/>.</summary>
    public int HashCount { get; private set; }

    /// <summary>Where in the sequence's content the next hash begins.</summary>
    public ContentPosition HashPosition { get; set; }

    /// <summary>The blocks held.</summary>
    public ReadOnlySpan<int> Blocks => _blocks.AsSpan(0, Count);

    /// <summary>The hash of block <paramref name="index"/> and of all before it.</summary>
    public ulong Hash(int index) => _hashes[index];

    /// <summary>Appends a block.</summary>
    public void Add(int block)
    {
        if (Count == _blocks.Length)
        {
            Array.Resize(ref _blocks, Count * 2);
        }

        _blocks[Count++] = block;
    }

    /// <summary>Says how many blocks it holds of a pool that only counts them.</summary>
    public void SetUnnamed(int count) => Count = count;

    /// <summary>Appends the hash of the next full block.</summary>
    public void AddHash(ulong hash)
    {
        if (HashCount == _hashes.Length)
        {
            Array.Resize(ref _hashes, Math.Max(16, HashCount * 2));
        }

        _hashes[HashCount++] = hash;
    }

    /// <summary>Forgets the blocks (a preemption); what the sequence consists of stays known.</summary>
    public void ClearBlocks()
    {
        Count = 0;
        Registered = 0;
    }

    /// <summary>Makes the table ready for another sequence.</summary>
    public void Clear()
    {
        ClearBlocks();
        HashCount = 0;
        HashPosition = default;
    }
}
