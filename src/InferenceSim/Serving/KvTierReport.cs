using InferenceSim.KvCache.Tiers;

namespace InferenceSim.Serving;

/// <summary>What the tiers of a kind did in the measured window, all replicas together.</summary>
/// <param name="Kind">Where they lie.</param>
/// <param name="CapacityBlocks">Blocks that each replica finds room for in them.</param>
/// <param name="ResidentBlocks">Blocks in them at the end.</param>
/// <param name="Counts">Blocks that passed through them.</param>
/// <param name="ReadBytes">Bytes fetched from them.</param>
/// <param name="WrittenBytes">Bytes written to them.</param>
public sealed record KvTierReport(
    KvTierKind Kind, long CapacityBlocks, long ResidentBlocks, KvTierCounts Counts, long ReadBytes, long WrittenBytes)
{
    /// <summary>The tiers of one replica.</summary>
    internal static IEnumerable<KvTierReport> Of(KvTierSet? tiers)
    {
        for (int t = 0; t < tiers?.Tiers.Count; t++)
        {
            KvTier tier = tiers.Tiers[t];
            KvTierCounts counts = tiers.Counts[t];
            yield return new KvTierReport(
                tier.Options.Kind, tier.Options.CapacityBlocks, tier.Contents.OwnBlocks, counts,
                counts.ReadBlocks * tier.Options.BytesPerBlock, counts.WrittenBlocks * tier.Options.BytesPerBlock);
        }
    }

    /// <summary>The tiers of one kind of two replicas.</summary>
    internal KvTierReport With(KvTierReport other) => new(
        Kind, Math.Max(CapacityBlocks, other.CapacityBlocks), ResidentBlocks + other.ResidentBlocks, Counts.With(other.Counts),
        ReadBytes + other.ReadBytes, WrittenBytes + other.WrittenBytes);

    /// <summary>What came since <paramref name="earlier"/>.</summary>
    internal KvTierReport Since(KvTierReport earlier) => this with
    {
        Counts = Counts.Since(earlier.Counts),
        ReadBytes = ReadBytes - earlier.ReadBytes,
        WrittenBytes = WrittenBytes - earlier.WrittenBytes,
    };
}
