namespace InferenceSim.Timing;

/// <summary>The operators on scheduled tokens by their place in a layer whose experts ranks share.</summary>
/// <param name="EveryLayer">Attention but for its kernel on contexts, with norms and all-reduces: those of every layer, with experts or without.</param>
/// <param name="Gate">The router, which follows attention.</param>
/// <param name="SharedExperts">Experts that every token passes, on its own rank.</param>
/// <param name="Experts">Routed experts.</param>
/// <param name="Dispatch">Sending tokens to them.</param>
/// <param name="Combine">Sending their results back.</param>
/// <param name="Rest">Dense MLPs, embedding, and sends between pipeline stages.</param>
internal sealed record LayerOperators(
    ITokenOperator[] EveryLayer,
    ITokenOperator[] Gate,
    ITokenOperator[] SharedExperts,
    ITokenOperator Experts,
    ITokenOperator Dispatch,
    ITokenOperator Combine,
    ITokenOperator[] Rest);
