using System.Globalization;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Drafting;

/// <summary>
/// What <c>--spec</c> asks for: <c>ngram:K</c>, <c>mtp:K</c>, <c>eagle:K</c>, or <c>draft:K:MODEL</c>, K being the drafts of a sequence in
/// a step.
/// </summary>
/// <param name="Kind">What drafts.</param>
/// <param name="DraftTokens">Drafts of a sequence in a step.</param>
/// <param name="DraftModel">Name of the small model of <c>draft</c>.</param>
internal sealed record SpeculationChoice(string Kind, int DraftTokens, string? DraftModel)
{
    private const int MostDrafts = 32;
    private const string Expected = "ngram:K, mtp:K, eagle:K or draft:K:MODEL is expected, K from 1 to 32 drafts a step";

    private DraftMethod Method => Kind switch { "ngram" => DraftMethod.Ngram, "draft" => DraftMethod.DraftModel, _ => DraftMethod.Eagle };

    /// <summary>
    /// What is left of a token budget for the model's own batch, at least a token for each sequence: a draft model puts one more token of
    /// every sequence into its first pass (vLLM's <c>max_num_new_slots_for_drafting</c>).
    /// </summary>
    public int BudgetBeside(int budget, int batch) => Method == DraftMethod.DraftModel ? Math.Max(batch, budget - batch) : budget;

    /// <summary>What a scenario asks for, or <c>null</c>.</summary>
    /// <exception cref="UsageException">It is none of the forms.</exception>
    public static SpeculationChoice? Of(Scenario scenario) => scenario.Spec is null ? null : Parse(scenario.Spec);

    /// <summary>Reads the text of the flag.</summary>
    /// <exception cref="UsageException">It is none of the forms.</exception>
    public static SpeculationChoice Parse(string text)
    {
        string[] parts = text.Split(':', 3);
        bool known = parts[0] is "ngram" or "mtp" or "eagle" ? parts.Length == 2 : parts[0] == "draft" && parts.Length == 3 && parts[2].Length > 0;
        return known && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int drafts) && drafts is >= 1 and <= MostDrafts
            ? new SpeculationChoice(parts[0], drafts, parts.Length == 3 ? parts[2] : null)
            : throw new UsageException($"--spec {text}: {Expected}");
    }

    /// <summary>The engine's speculation.</summary>
    public Speculation Engine(string acceptance, ulong seed) =>
        new(Method, DraftTokens, new PositionalAcceptance(seed, AcceptanceTable.Parse(acceptance, DraftTokens)));

    /// <summary>What was asked for, or the name of the measurement that stands for it.</summary>
    /// <exception cref="UsageException">Nobody asked and nobody measured.</exception>
    public string Acceptance(string? asked, string? model) => asked ?? AcceptanceTable.For(Kind, model ?? "", DraftTokens)?.Name ?? throw new UsageException(
        FormattableString.Invariant($"--spec {Kind}:{DraftTokens}: no measured acceptance is built in for it; give --spec-acceptance, by position (0.6,0.5) or one for all"));

    /// <summary>What drafts, beside a model; <c>null</c> where nothing on the accelerators does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">How its weights are stored.</param>
    /// <param name="find">Finds a model by name.</param>
    /// <exception cref="UsageException">The model has no layer that predicts further tokens.</exception>
    public Drafter? Drafter(ModelArchitecture model, NumberFormat weights, Func<string, ModelArchitecture> find) => Kind switch
    {
        "ngram" => null,
        "eagle" => Timing.Drafter.Eagle(model),
        "mtp" => model.MtpLayers > 0
            ? Timing.Drafter.Mtp(model, weights)
            : throw new UsageException($"--spec mtp: {model.Name} is published without multi-token-prediction layers; eagle, draft or ngram can do"),
        _ => Separate(find(DraftModel!)),
    };

    private static Drafter Separate(ModelArchitecture model) => Timing.Drafter.Separate(model, NumberFormats.Native(model));
}
