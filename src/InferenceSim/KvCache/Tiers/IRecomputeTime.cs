namespace InferenceSim.KvCache.Tiers;

/// <summary>Tells what computing tokens would take that a tier may hold.</summary>
internal interface IRecomputeTime
{
    /// <summary>Picoseconds of a prefill of <paramref name="tokens"/> tokens after <paramref name="context"/> that are there.</summary>
    long Picoseconds(int tokens, int context);
}
