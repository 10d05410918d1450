namespace InferenceSim.Serving;

/// <summary>Requests that got nothing that is billed, and the tokens that they would have had.</summary>
/// <param name="Requests">How many.</param>
/// <param name="PromptTokens">Their prompt tokens.</param>
/// <param name="OutputTokens">The output tokens that would have answered them.</param>
public readonly record struct UnservedDemand(long Requests, long PromptTokens, long OutputTokens)
{
    /// <summary>With a request that ended: one that was served adds nothing.</summary>
    internal UnservedDemand With(in RequestOutcome outcome) => outcome.IsUnserved
        ? new(Requests + 1, PromptTokens + outcome.Request.PromptTokens, OutputTokens + outcome.Request.OutputTokens)
        : this;
}
