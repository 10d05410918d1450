namespace InferenceSim.Models;

/// <summary>The dimensions of multi-head latent attention (DeepSeek-V2, arXiv 2405.04434).</summary>
/// <param name="KvLoraRank">Width of the compressed KV.</param>
/// <param name="QLoraRank">Width of the compressed query, or <c>null</c> if queries are not compressed.</param>
/// <param name="QkNopeHeadDim">Head dimension without position.</param>
/// <param name="QkRopeHeadDim">Head dimension with rotary position, shared by all heads in the cache.</param>
/// <param name="VHeadDim">Head dimension of values.</param>
public sealed record LatentAttention(int KvLoraRank, int? QLoraRank, int QkNopeHeadDim, int QkRopeHeadDim, int VHeadDim);
