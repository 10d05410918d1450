using System.Diagnostics;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;

namespace InferenceSim.KvCache;

/// <summary>
/// A pool that counts blocks instead of telling them apart. Only content that a later request may look up gets an entry; what a sequence
/// writes that nobody else can have (<see cref="BlockTable.Shareable"/>) lies in the queue of evictions as one entry for as many blocks as
/// it fills, so that taking, filling and evicting them costs the same however many they are. Everything that can be counted (free blocks, hits,
/// evictions) equals what <see cref="BlockPool"/> gives.
/// </summary>
/// <param name="capacity">Usable blocks, at least 1.</param>
internal sealed class CountedBlockPool(int capacity) : IBlockPool
{
    private const int FirstSize = 16;

    // Entries in use have a number from 1; 0 is the sentinel of the queue. Freed numbers are chained by Next.
    private Entry[] _entries = ReusedArrays.New<Entry>(FirstSize);
    private int _used;
    private int _unused;

    /// <inheritdoc/>
    public int Capacity { get; } = capacity;

    /// <inheritdoc/>
    public int Free { get; private set; } = capacity;

    /// <inheritdoc/>
    public int FreeWithoutContent { get; private set; } = capacity;

    /// <inheritdoc/>
    public PrefixIndex Contents { get; } = new();

    /// <inheritdoc/>
    public KvTierSet? Tiers { get; set; }

    /// <summary>Entries made and entries from which blocks were evicted so far, for tests of how much work was done.</summary>
    public long EntryOperations { get; private set; }

    /// <inheritdoc/>
    public int References(int block) => _entries[block].References;

    /// <inheritdoc/>
    public void Share(int block)
    {
        if (_entries[block].References++ == 0)
        {
            Unlink(block);
            Free--;
        }
    }

    /// <inheritdoc/>
    public void Grow(BlockTable table, int blocks)
    {
        Take(blocks);
        table.Count += blocks;
    }

    /// <summary>Takes blocks for tables that will be told later.</summary>
    public void Take(long blocks)
    {
        Debug.Assert(blocks <= Free, "more blocks were taken than are free");
        int count = (int)blocks;
        Free -= count;
        int withoutContent = Math.Min(count, FreeWithoutContent);
        FreeWithoutContent -= withoutContent;
        for (count -= withoutContent; count > 0;)
        {
            count -= Evict(count);
        }
    }

    /// <inheritdoc/>
    public void Register(BlockTable table, int full)
    {
        int known = table.Ids.Length;
        int named = Math.Min(full, table.Shareable) - known;
        if (named <= 0)
        {
            return;
        }

        ReadOnlySpan<ulong> hashes = table.Hashes.Slice(known, named);
        Span<int> ids = table.AppendIds(named);
        for (int i = 0; i < named; i++)
        {
            int entry = NewEntry();
            _entries[entry] = new Entry { References = 1, Blocks = 1 };
            Contents.Register(entry, hashes[i]);
            ids[i] = entry;
        }
    }

    /// <inheritdoc/>
    public void Release(BlockTable table)
    {
        ReadOnlySpan<int> ids = table.Ids;
        int withoutContent = table.Count - table.Registered;
        FreeWithoutContent += withoutContent;
        AppendUnshared(table.Registered - ids.Length);
        Free += table.Count - ids.Length;
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            if (--_entries[ids[i]].References == 0)
            {
                Append(ids[i]);
                Free++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReusedArrays.Return(ref _entries);
        Contents.Dispose();
    }

    /// <inheritdoc/>
    public IEnumerable<ulong> FreeContents()
    {
        for (int i = 0; i < FreeWithoutContent; i++)
        {
            yield return 0;
        }

        for (int entry = _entries[0].Next; entry != 0; entry = _entries[entry].Next)
        {
            for (int i = 0; i < _entries[entry].Blocks; i++)
            {
                yield return Contents.IsRegistered(entry) ? Contents.HashOf(entry) : ulong.MaxValue;
            }
        }
    }

    /// <inheritdoc/>
    public void CheckIntegrity()
    {
        long listed = FreeWithoutContent;
        for (int entry = _entries[0].Next; entry != 0; entry = _entries[entry].Next)
        {
            if (_entries[entry].References != 0 || _entries[entry].Blocks < 1 || _entries[_entries[entry].Next].Previous != entry)
            {
                throw new InvalidOperationException($"entry {entry} of the free list is held, empty or linked wrongly");
            }

            listed += _entries[entry].Blocks;
        }

        if (listed != Free || FreeWithoutContent < 0 || Free > Capacity)
        {
            throw new InvalidOperationException($"{listed} blocks listed free, {Free} counted free, {Capacity} in all");
        }
    }

    /// <summary>Blocks with content that nobody can look up join those that were released before them, if nothing lies in between.</summary>
    private void AppendUnshared(int blocks)
    {
        if (blocks == 0)
        {
            return;
        }

        int last = _entries[0].Previous;
        if (last != 0 && !Contents.IsRegistered(last))
        {
            _entries[last].Blocks += blocks;
            return;
        }

        int entry = NewEntry();
        _entries[entry] = new Entry { Blocks = blocks };
        Append(entry);
    }

    /// <summary>Evicts up to <paramref name="most"/> blocks of the entry in front.</summary>
    /// <returns>How many.</returns>
    private int Evict(int most)
    {
        EntryOperations++;
        int entry = _entries[0].Next;
        int blocks = Math.Min(most, _entries[entry].Blocks);
        if ((_entries[entry].Blocks -= blocks) == 0)
        {
            Unlink(entry);
            if (Contents.IsRegistered(entry))
            {
                Tiers?.OnEvicted(Contents.HashOf(entry));
            }

            Contents.Forget(entry);
            _entries[entry].Next = _unused;
            _unused = entry;
        }

        return blocks;
    }

    private int NewEntry()
    {
        EntryOperations++;
        int entry = _unused;
        if (entry != 0)
        {
            _unused = _entries[entry].Next;
            return entry;
        }

        entry = ++_used;
        if (entry == _entries.Length)
        {
            ReusedArrays.Grow(ref _entries, entry * 2);
        }

        return entry;
    }

    private void Append(int entry)
    {
        Entry[] entries = _entries;
        int last = entries[0].Previous;
        entries[last].Next = entry;
        entries[entry].Previous = last;
        entries[entry].Next = 0;
        entries[0].Previous = entry;
    }

    private void Unlink(int entry)
    {
        Entry[] entries = _entries;
        (int next, int previous) = (entries[entry].Next, entries[entry].Previous);
        entries[previous].Next = next;
        entries[next].Previous = previous;
    }

    private struct Entry
    {
        public int Next;
        public int Previous;
        public int References;
        public int Blocks;
    }
}
