namespace InferenceSim.Models;

/// <summary>What is published of compressed sparse attention (DeepSeek-V4).</summary>
/// <param name="QLoraRank">Width of the compressed query.</param>
/// <param name="QkRopeHeadDim">Head dimension with rotary position.</param>
public sealed record CompressedAttention(int QLoraRank, int QkRopeHeadDim);
