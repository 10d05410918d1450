using InferenceSim.Scheduling;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>Tells on arrival which requests an engine could never serve.</summary>
internal static class AdmissionLimit
{
    /// <summary>Why a request can never run, with the arithmetic, or <c>null</c> if it can.</summary>
    public static string? WhyNever(in Request request, EngineOptions options)
    {
        if (request.PromptTokens >= options.MaxModelLength)
        {
            return FormattableString.Invariant(
                $"prompt of {request.PromptTokens} tokens is not below the context limit of {options.MaxModelLength}");
        }

        // The last output token is never computed, so it needs no room; a static batch reserves for it all the same.
        int target = (int)Math.Min((long)request.PromptTokens + request.OutputTokens, options.MaxModelLength);
        int tokens = options.Policy == BatchingPolicy.Static ? target : target - 1;
        int blocks = (tokens + options.BlockSize - 1) / options.BlockSize;
        return blocks <= options.Blocks
            ? null
            : FormattableString.Invariant(
                $"{request.PromptTokens} input and {request.OutputTokens} output tokens need {blocks} KV blocks of {options.BlockSize} tokens, the pool has {options.Blocks}");
    }
}
