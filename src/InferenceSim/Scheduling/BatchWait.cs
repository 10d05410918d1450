namespace InferenceSim.Scheduling;

/// <summary>
/// Prompts wait until there are enough tokens for a step, so that decodes are interrupted less often (TensorRT-LLM's
/// <c>batch_wait_timeout_iters</c> and <c>batch_wait_max_tokens_ratio</c>). With nobody running nobody waits.
/// </summary>
/// <param name="MostSteps">Most steps that they wait, at least 1.</param>
/// <param name="EnoughTokens">Tokens of the prompts that wait and of the sequences that run with which they begin at once.</param>
public sealed record BatchWait(int MostSteps, int EnoughTokens);
