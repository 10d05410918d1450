using System.Globalization;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// Two curves over time, every point simulated: what a model costs that is always as good as the first was, and what the newest one costs, which most
/// users ask for. The first falls; the margin follows the second.
/// </summary>
/// <param name="Dates">The dates.</param>
public sealed record GenerationsAnswer(IReadOnlyList<Generation> Dates)
{
    private const double DefaultNewestShare = 0.8;

    /// <summary>The factor by which the cost of the same quality changes in a year, from the first date to the last.</summary>
    public double AsGoodFactorPerYear => Factor(d => d.AsGood.UsdPerMtok);

    /// <summary>The factor by which the cost of the newest model changes in a year.</summary>
    public double NewestFactorPerYear => Factor(d => d.Newest.UsdPerMtok);

    /// <summary>The answer for the generations in <paramref name="scenario"/>'s economics.</summary>
    /// <exception cref="UsageException">It has none, or sells nothing.</exception>
    /// <exception cref="InvalidConfigurationException">A model could not be run.</exception>
    public static GenerationsAnswer Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        GenerationsChoice choice = scenario.Economics?.Generations
            ?? throw new UsageException("say which models follow each other: \"economics\": {\"generations\": {\"dates\": [{\"date\": \"2023-07\", \"newest\": {\"name\": ..., \"with\": {\"model\": ...}}}, ...]}}");
        EconomicsAlternative[] models = [.. choice.Dates.SelectMany(d => (EconomicsAlternative[])[d.Newest, d.AsGood ?? d.Newest])];
        IReadOnlyList<PointResult> runs = probe.RunAll([.. models.Select(m => m.Of(scenario))]);
        GenerationModel Model(int i) => runs[i] is { Economics: { Terms.HasSales: true, Account.Use.Requests: > 0 } }
            ? new GenerationModel(models[i].Name, runs[i])
            : throw new InvalidConfigurationException($"{models[i].Name}: {runs[i].Reason ?? "it has no account: say what an hour of its accelerators costs and what its tokens bring"}");
        return new GenerationsAnswer(
        [
            .. choice.Dates.Select((d, i) => new Generation(
                d.Date, d.Years - choice.Dates[0].Years, Model(2 * i), Model((2 * i) + 1), choice.NewestShare ?? DefaultNewestShare)),
        ]);
    }

    /// <summary>The answer in words.</summary>
    public IEnumerable<string> Sentences()
    {
        (Generation first, Generation last) = (Dates[0], Dates[^1]);
        yield return Text($"As good as {first.Newest.Name} of {first.Date}: a million tokens fall from {first.AsGood.UsdPerMtok:0.0000} to {last.AsGood.UsdPerMtok:0.0000} USD by {last.Date}, x{AsGoodFactorPerYear:0.00} a year.");
        yield return Text($"The newest model of each date: {first.Newest.UsdPerMtok:0.0000} to {last.Newest.UsdPerMtok:0.0000} USD, x{NewestFactorPerYear:0.00} a year.");
        yield return Text($"With {100 * first.NewestShare:0.#}% of the requests to the newest: margin {string.Join(", ", Dates.Select(d => Text($"{d.Date} {100 * d.Margin:0.0}%")))}.");
        foreach (Generation date in Dates.Where(d => d.BreakEvenShare is not null))
        {
            yield return Text($"{date.Date}: it breaks even where {100 * date.BreakEvenShare:0.0}% of the requests go to the newest ({date.Newest.Name}).");
        }
    }

    private double Factor(Func<Generation, double> of) => Math.Pow(of(Dates[^1]) / of(Dates[0]), 1 / Dates[^1].Years);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
