using InferenceSim.Simulation;

namespace InferenceSim.KvCache.Tiers;

/// <summary>
/// The tiers below one replica's prefix cache. Content whose block on the accelerators is taken falls into the first tier; what a
/// tier drops falls into the next. What is fetched stays in its tier, so that it need not be written again. The run of blocks that follows
/// a prefix hit is fetched as a whole or computed again.
/// </summary>
/// <param name="tiers">The tiers, nearest first.</param>
/// <param name="policy">When blocks are fetched.</param>
/// <param name="recompute">What computing them would take.</param>
/// <param name="blockSize">Tokens in a block.</param>
/// <param name="shared">What replicas share of the remote tier, if they do.</param>
internal sealed class KvTierSet(KvTier[] tiers, KvFetchPolicy policy, IRecomputeTime recompute, int blockSize, SharedStore? shared = null)
{
    private readonly int[] _wanted = new int[tiers.Length];
    private readonly KvTierCounts[] _counts = new KvTierCounts[tiers.Length];
    private (ulong LastHash, int First, int KnownTokens, long Changes) _lastQuestion;
    private int _lastAnswer;
    private long _changes;
    private SimTime _loadingUntil;

    private long Changes => _changes + (shared?.Settlements ?? 0);

    /// <summary>The tiers, nearest first.</summary>
    public IReadOnlyList<KvTier> Tiers => tiers;

    /// <summary>What this replica did with each tier.</summary>
    public IReadOnlyList<KvTierCounts> Counts => _counts;

    /// <summary>Picoseconds so far in which a fetch was under way, several at once counted once; those of a fetch from its beginning on.</summary>
    public long LoadingPicoseconds { get; private set; }

    /// <summary>
    /// How many blocks of a sequence, from number <paramref name="first"/> to below <paramref name="limit"/>, are to be fetched. It does not
    /// depend on the time: the queue on a link is no reason to compute again, so that a waiting sequence is judged alike in every step.
    /// </summary>
    public int Worth(BlockTable table, int first, int limit, int knownTokens)
    {
        if (first >= limit)
        {
            return 0;
        }

        // A sequence that waits is asked about in every step: the last answer holds until a tier changes. The last hash stands for all.
        (ulong, int, int, long) question = (table.Hashes[limit - 1], first, knownTokens, Changes);
        if (question != _lastQuestion)
        {
            _lastQuestion = question;
            _lastAnswer = Answer(table, first, limit, knownTokens);
        }

        return _lastAnswer;
    }

    private int Answer(BlockTable table, int first, int limit, int knownTokens)
    {
        Array.Clear(_wanted);
        int blocks = 0;
        for (int tier; first + blocks < limit && (tier = Find(table.Hashes[first + blocks])) >= 0; blocks++)
        {
            _wanted[tier]++;
        }

        return blocks == 0 || policy == KvFetchPolicy.Always || IsFaster(first * blockSize, blocks * blockSize, knownTokens) ? blocks : 0;
    }

    /// <summary>Begins to fetch <paramref name="blocks"/> blocks, all of them present.</summary>
    /// <returns>When the last of them is there.</returns>
    public SimTime Fetch(BlockTable table, int first, int blocks, SimTime now)
    {
        Array.Clear(_wanted);
        for (int i = first + blocks - 1; i >= first; i--) // the tail of a prefix is the first to go, as on the accelerators
        {
            int tier = Find(table.Hashes[i]);
            tiers[tier].Contents.Touch(table.Hashes[i]);
            _wanted[tier]++;
        }

        SimTime ready = now;
        for (int t = 0; t < tiers.Length; t++)
        {
            if (_wanted[t] > 0)
            {
                SimTime end = tiers[t].Transfer(now, _wanted[t]);
                ready = end > ready ? end : ready;
                _counts[t] = _counts[t] with { ReadBlocks = _counts[t].ReadBlocks + _wanted[t] };
            }
        }

        SimTime from = now > _loadingUntil ? now : _loadingUntil;
        if (ready > from)
        {
            LoadingPicoseconds += (ready - from).Picoseconds;
            _loadingUntil = ready;
        }

        return ready;
    }

    /// <summary>A block with content was taken on the accelerators.</summary>
    public void OnEvicted(ulong hash)
    {
        _changes++;
        for (int t = 0; t < tiers.Length && hash != 0 && !tiers[t].Contents.Touch(hash); t++)
        {
            ulong dropped = tiers[t].Contents.Add(hash);
            if (dropped != hash)
            {
                tiers[t].Write();
                _counts[t] = _counts[t] with
                {
                    WrittenBlocks = _counts[t].WrittenBlocks + 1,
                    DroppedBlocks = _counts[t].DroppedBlocks + (dropped == 0 ? 0 : 1),
                };
            }

            hash = dropped;
        }
    }

    private bool IsFaster(int context, int tokens, int knownTokens)
    {
        long transfer = 0;
        for (int t = 0; t < tiers.Length; t++)
        {
            transfer = Math.Max(transfer, _wanted[t] == 0 ? 0 : tiers[t].PicosecondsFor(_wanted[t]));
        }

        int rest = knownTokens - context;
        return transfer < recompute.Picoseconds(rest, context) - recompute.Picoseconds(rest - tokens, context + tokens);
    }

    private int Find(ulong hash)
    {
        for (int t = 0; t < tiers.Length; t++)
        {
            if (tiers[t].Contents.Contains(hash))
            {
                return t;
            }
        }

        return -1;
    }
}
