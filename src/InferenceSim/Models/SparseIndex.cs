namespace InferenceSim.Models;

/// <summary>The index of sparse latent attention (DeepSeek sparse attention, DeepSeek-V3.2): it scores every earlier token and keeps the best.</summary>
/// <param name="Heads">Index heads.</param>
/// <param name="HeadDim">Values per index head; one key of this width per token is cached for all heads.</param>
/// <param name="TopTokens">Tokens a query attends to at most.</param>
public sealed record SparseIndex(int Heads, int HeadDim, int TopTokens);
