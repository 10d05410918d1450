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

        // A static batch reserves for the last token too, which is never computed.
        bool reserves = options.ReserveOutput || options.Policy == BatchingPolicy.Static;
        int target = reserves ? options.LimitOf(request) : options.EndOf(request, request.OutputTokens);
        int tokens = options.Policy == BatchingPolicy.Static ? target : options.MostSlots(target);
        int blocks = (tokens + options.BlockSize - 1) / options.BlockSize;
        return blocks <= options.Blocks
            ? null
            : FormattableString.Invariant(
                $"{request.PromptTokens} input and {target - request.PromptTokens} output tokens need {blocks} KV blocks of {options.BlockSize} tokens, the pool has {options.Blocks}");
    }
}
