namespace InferenceSim.KvCache.Tiers;

/// <summary>What a tier holds, as one replica sees it.</summary>
internal interface IBlockStore
{
    /// <summary>Blocks that belong to it alone, so that they are counted once.</summary>
    int OwnBlocks { get; }

    /// <summary>Whether a content is there.</summary>
    bool Contains(ulong hash);

    /// <summary>Makes a content the newest.</summary>
    /// <returns>Whether it is there.</returns>
    bool Touch(ulong hash);

    /// <summary>Adds a content that is not there as the newest.</summary>
    /// <returns>The content that had to leave for it, 0 if none (or none that falls further); itself if the store holds nothing.</returns>
    ulong Add(ulong hash);
}
