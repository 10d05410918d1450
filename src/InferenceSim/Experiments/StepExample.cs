using InferenceSim.Serving;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>A typical step of a run, taken apart: where its time goes.</summary>
/// <param name="Phase"><c>prefill</c> or <c>decode</c>.</param>
/// <param name="Shape">What is in the batch, in words.</param>
/// <param name="Breakdown">Its price by operator and cause.</param>
public sealed record StepExample(string Phase, string Shape, StepBreakdown Breakdown)
{
    /// <summary>
    /// Two steps of a run: one that computes a prompt of mean length (or as much of it as the token budget takes), and one that decodes the
    /// mean batch, each sequence halfway through its answer. Empty where the run priced no hardware or completed nothing.
    /// </summary>
    public static IReadOnlyList<StepExample> Of(ScenarioPlan plan, SimulationReport? report)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Layout is null || report is not { Completed: > 0 })
        {
            return [];
        }

        RooflinePredictor predictor = new(plan.Layout);
        long input = Math.Max(1, report.PromptTokens / report.Completed), context = input + (report.OutputTokens / report.Completed / 2);
        int tokens = (int)Math.Min(input, plan.Engine!.TokenBudget), sequences = Math.Max(1, (int)Math.Round(report.MeanBatch));
        BatchShape prefill = new() { Prefill = new[] { new PrefillChunk(tokens, 0, tokens == input) } };
        return
        [
            new StepExample("prefill", FormattableString.Invariant($"one prompt, {tokens} tokens"), predictor.Explain(prefill)),
            new StepExample("decode", FormattableString.Invariant($"{sequences} sequences of {context} tokens"), predictor.Explain(Decode(predictor, sequences, context))),
        ];
    }

    /// <summary>A step in which <paramref name="sequences"/> decode, each with <paramref name="context"/> tokens in the cache.</summary>
    internal static BatchShape Decode(RooflinePredictor predictor, int sequences, long context) => new()
    {
        DecodeSequences = sequences,
        DecodeContextSum = sequences * context,
        DecodeWindowedContextSum = predictor.Window is int window ? sequences * Math.Min(context, window) : 0,
    };
}
