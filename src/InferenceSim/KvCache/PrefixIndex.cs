using System.Runtime.InteropServices;

namespace InferenceSim.KvCache;

/// <summary>
/// Which block holds which content: content hash to block. Several blocks may hold the same content (two sequences that computed it at
/// once); a lookup gives the one registered first among those still present. All operations are O(1) but for such duplicates.
/// </summary>
internal sealed class PrefixIndex
{
    private readonly Dictionary<ulong, int> _firstBlock = [];
    private readonly ulong[] _hashOfBlock;
    private readonly int[] _nextWithSameHash;

    /// <param name="blocks">Blocks are numbered 1 to this.</param>
    public PrefixIndex(int blocks)
    {
        _hashOfBlock = new ulong[blocks + 1];
        _nextWithSameHash = new int[blocks + 1];
    }

    /// <summary>Distinct contents present.</summary>
    public int Count => _firstBlock.Count;

    /// <summary>Whether <paramref name="block"/> holds registered content.</summary>
    public bool IsRegistered(int block) => _hashOfBlock[block] != 0;

    /// <summary>The content of <paramref name="block"/>, or 0.</summary>
    public ulong HashOf(int block) => _hashOfBlock[block];

    /// <summary>The block registered first under <paramref name="hash"/>, or 0.</summary>
    public int Find(ulong hash) => _firstBlock.GetValueOrDefault(hash);

    /// <summary>Enters <paramref name="block"/>, not registered so far, under <paramref name="hash"/>.</summary>
    public void Register(int block, ulong hash)
    {
        _hashOfBlock[block] = hash;
        ref int first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firstBlock, hash, out bool exists);
        if (!exists)
        {
            first = block;
            return;
        }

        int last = first;
        while (_nextWithSameHash[last] != 0)
        {
            last = _nextWithSameHash[last];
        }

        _nextWithSameHash[last] = block;
    }

    /// <summary>Forgets what <paramref name="block"/> holds, if anything.</summary>
    public void Forget(int block)
    {
        ulong hash = _hashOfBlock[block];
        if (hash == 0)
        {
            return;
        }

        _hashOfBlock[block] = 0;
        int next = _nextWithSameHash[block];
        _nextWithSameHash[block] = 0;
        ref int first = ref CollectionsMarshal.GetValueRefOrNullRef(_firstBlock, hash);
        if (first == block)
        {
            if (next == 0)
            {
                _firstBlock.Remove(hash);
            }
            else
            {
                first = next;
            }

            return;
        }

        int before = first;
        while (_nextWithSameHash[before] != block)
        {
            before = _nextWithSameHash[before];
        }

        _nextWithSameHash[before] = next;
    }
}
