namespace InferenceSim.Scheduling;

/// <summary>
/// Attention data parallelism whose ranks begin prompts together: each step all ranks wait for the fullest, so a prompt on one rank costs as
/// much as a prompt on each. New prompts are held back until every rank has one, and at most for some steps (TensorRT-LLM's
/// <c>attention_dp_config</c>: <c>enable_balance</c>, <c>timeout_iters</c>, <c>batching_wait_iters</c> 0).
/// </summary>
/// <param name="Ranks">Data-parallel ranks, at least 2; each has an equal part of the token budget.</param>
/// <param name="MostSteps">After so many steps since the last prompts began, those that are there begin.</param>
public sealed record RankBalance(int Ranks, int MostSteps);
