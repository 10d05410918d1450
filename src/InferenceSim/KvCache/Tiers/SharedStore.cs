namespace InferenceSim.KvCache.Tiers;

/// <summary>
/// A store that replicas share. Replicas are played one after the other between arrivals, so what each does is noted and takes effect when all
/// stand at the same moment, in order of the replicas: until then everybody sees the store as it was at the last such moment. So the order
/// in which replicas are played never shows.
/// </summary>
/// <param name="capacity">Contents it holds.</param>
internal sealed class SharedStore(int capacity)
{
    private readonly BlockLru _contents = new(capacity);
    private readonly List<View> _views = [];

    /// <summary>How many times what was noted took effect.</summary>
    public long Settlements { get; private set; }

    /// <summary>The store as one more replica sees it.</summary>
    public IBlockStore NewView()
    {
        View view = new(this);
        _views.Add(view);
        return view;
    }

    /// <summary>Lets what was noted take effect; all replicas stand at the same moment.</summary>
    public void Settle()
    {
        Settlements++;
        foreach (View view in _views)
        {
            foreach (ulong hash in view.Noted)
            {
                if (!_contents.Touch(hash))
                {
                    _contents.Add(hash);
                }
            }

            view.Noted.Clear();
        }
    }

    private sealed class View(SharedStore store) : IBlockStore
    {
        public List<ulong> Noted { get; } = [];

        public int OwnBlocks => store._views[^1] == this ? store._contents.OwnBlocks : 0;

        public bool Contains(ulong hash) => store._contents.Contains(hash);

        public bool Touch(ulong hash)
        {
            if (!store._contents.Contains(hash))
            {
                return false;
            }

            Noted.Add(hash);
            return true;
        }

        public ulong Add(ulong hash)
        {
            if (store.IsEmpty)
            {
                return hash;
            }

            Noted.Add(hash);
            return 0; // what it drops is lost
        }
    }

    private bool IsEmpty => capacity == 0;
}
