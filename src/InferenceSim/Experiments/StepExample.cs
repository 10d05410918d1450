using InferenceSim.Serving;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>A typical step of a run, taken apart: where its time goes.</summary>
/// <param name="Phase"><c>prefill</c>, <c>decode</c>, or with speculative decoding <c>verify</c>, and <c>draft</c> with what follows.</param>
/// <param name="Shape">What is in the batch, in words.</param>
/// <param name="Breakdown">Its price by operator and cause.</param>
public sealed record StepExample(string Phase, string Shape, StepBreakdown Breakdown)
{
    /// <summary>The group of replicas that makes such steps; <c>null</c> where there is only one.</summary>
    public string? Group { get; init; }

    /// <summary>The phase, with the group where there are several.</summary>
    public string Name => Group is null ? Phase : $"{Group}: {Phase}";

    /// <summary>
    /// Typical steps of each group of a run, on its own hardware and with its own batches: of prefill replicas those with prompts, of decode
    /// replicas the others.
    /// </summary>
    public static IReadOnlyList<StepExample> Of(PointResult result, ScenarioPlan plan)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Groups.Count < 2)
        {
            return Of(plan, result.Report);
        }

        List<StepExample> examples = [];
        foreach (GroupResult group in result.Groups)
        {
            // A prompt that goes on elsewhere is counted where its request ends, so that of prompts the whole run tells.
            GroupRole role = group.Plan.Role;
            SimulationReport report = role == GroupRole.Prefill && result.Report is { } whole ? whole : group.Report;
            examples.AddRange(Of(group.Plan.Replica, report).Where(e => IsMadeBy(role, e)).Select(e => e with { Group = group.Plan.Name }));
        }

        return examples;
    }

    /// <summary>
    /// Two steps of a run: one that computes a prompt of mean length (or as much of it as the token budget takes), and one that decodes the
    /// mean batch, each sequence halfway through its answer. Where tokens are drafted the second verifies as many as are asked for, and each
    /// is followed by what drafts: both together are the step. Empty where the run priced no hardware or completed nothing.
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
        int drafts = plan.Engine.Speculation?.DraftTokens ?? 0;
        SpeculativePredictor? speculative = plan.Layout.DraftLayout is { } draft ? new(predictor, new RooflinePredictor(draft), drafts) : null;
        BatchShape prefill = new() { Prefill = new[] { new PrefillChunk(tokens, 0, tokens == input) } };
        BatchShape decode = Decode(predictor, sequences, context, drafts);
        string prompt = FormattableString.Invariant($"one prompt, {tokens} tokens"), many = FormattableString.Invariant($"{sequences} sequences of {context} tokens");
        StepExample?[] examples =
        [
            new("prefill", prompt, predictor.Explain(prefill)) { IsOfPrompt = true },
            Drafts(speculative, prefill, $"{prompt}, {Passes(tokens == input ? drafts : 1)}", ofPrompt: true),
            new(drafts == 0 ? "decode" : "verify", drafts == 0 ? many : FormattableString.Invariant($"{many}, {drafts} drafted for each"), predictor.Explain(decode)),
            Drafts(speculative, decode, $"{many}, {Passes(drafts)}", ofPrompt: false),
        ];
        return [.. examples.OfType<StepExample>()];
    }

    private static string Passes(int count) => count == 1 ? "1 pass" : FormattableString.Invariant($"{count} passes");

    private static StepExample? Drafts(SpeculativePredictor? speculative, in BatchShape shape, string words, bool ofPrompt) =>
        speculative?.ExplainDrafts(shape) is { } breakdown ? new StepExample("draft", words, breakdown) { IsOfPrompt = ofPrompt } : null;

    private static bool IsMadeBy(GroupRole role, StepExample example) => role == GroupRole.Both || example.IsOfPrompt == (role == GroupRole.Prefill);

    private bool IsOfPrompt { get; init; }

    /// <summary>A step in which <paramref name="sequences"/> decode, each with <paramref name="context"/> tokens in the cache and so many drafts.</summary>
    internal static BatchShape Decode(RooflinePredictor predictor, int sequences, long context, int drafts = 0) => new()
    {
        DecodeSequences = sequences,
        DraftTokens = sequences * drafts,
        DecodeContextSum = sequences * context,
        DecodeWindowedContextSum = predictor.Window is int window ? sequences * Math.Min(context, window) : 0,
    };
}
