using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics generations</c>: what the same quality costs over time, and what users ask for instead.</summary>
internal static class EconomicsGenerationsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("generations", "Does a token get cheaper, and does that help? Two curves over time, each point simulated: the cost of what is always as good as the first model, "
            + "and of the newest one, which most users ask for; with the margin of both ('generations' in the scenario's economics).");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> share = new("--newest-share") { Description = "part of the requests that go to the newest model (default 0.8)", HelpName = "share" };
        share.Validators.Add(result =>
        {
            if (result.GetValue(share) is < 0 or > 1)
            {
                result.AddError("--newest-share: a share from 0 to 1 is expected");
            }
        });
        command.Add(share);
        return EconomicsAnswering.Create(command, scenario, "draw both costs and the margin over time", (parsed, asked, probe) =>
        {
            GenerationsAnswer answer = GenerationsAnswer.Of(probe, With(asked, parsed.GetValue(share)));
            return new EconomicsTable(
                [
                    "date", "curve", "name", "model", "gpu", "num_gpus", "cost_usd_per_mtok", "cost_low_usd_per_mtok", "cost_high_usd_per_mtok", "cost_usd_per_request", "revenue_usd_per_request",
                    "gross_margin_fraction", "newest_share", "break_even_newest_share", "status",
                ],
                [.. answer.Dates.SelectMany(d => (object?[][])[Row(d, "as good as the first", d.AsGood), Row(d, "newest", d.Newest), Both(d)])],
                [.. answer.Sentences()],
                () => Figure(answer, probe.Plan(asked).Inputs))
            {
                OnTerminal = ["date", "curve", "name", "cost_usd_per_mtok", "cost_low_usd_per_mtok", "cost_high_usd_per_mtok", "cost_usd_per_request", "gross_margin_fraction"],
            };
        });
    }

    private static Scenario With(Scenario scenario, double? share)
    {
        if (share is null || scenario.Economics?.Generations is not { } generations)
        {
            return scenario;
        }

        return scenario with { Economics = scenario.Economics with { Generations = generations with { NewestShare = share } } };
    }

    private static object?[] Row(Generation date, string curve, GenerationModel model) =>
    [
        date.Date, curve, model.Name, model.Run.Inputs.Model, model.Run.Inputs.Gpu, (long?)model.Run.Inputs.Gpus, model.UsdPerMtok, model.Band?.Low, model.Band?.High, model.UsdPerRequest,
        model.EarnedPerRequest, model.Margin, null, null, Results.ResultColumns.StatusName(model.Run.Status),
    ];

    private static object?[] Both(Generation date) =>
        [date.Date, "both, as asked for", null, null, null, null, date.UsdPerMtok, null, null, null, null, date.Margin, date.NewestShare, date.BreakEvenShare, null];

    private static Figure Figure(GenerationsAnswer answer, PointInputs inputs)
    {
        FigureCurve Curve(int series, Func<Generation, double?> of) =>
            new(series, [.. answer.Dates.Where(d => of(d) is not null).Select(d => new FigurePoint(Math.Round(d.Years, 2), of(d)!.Value))]);
        string Names(Func<Generation, GenerationModel> of) => string.Join(", ", answer.Dates.Select(d => of(d).Name));
        return new Figure
        {
            Title = "Cheaper tokens, and what is asked for instead",
            Subtitle = FormattableString.Invariant($"from {answer.Dates[0].Date}; as good as the first: x{answer.AsGoodFactorPerYear:0.00} a year; newest: x{answer.NewestFactorPerYear:0.00} a year; {100 * answer.Dates[0].NewestShare:0.#}% of the requests go to the newest"),
            Series = ["as good as the first", "newest model", "both, as asked for"],
            Columns = 2,
            Panels =
            [
                new CurvePanel("What a million tokens cost", FormattableString.Invariant($"Years after {answer.Dates[0].Date}"), "US$ per million tokens")
                {
                    YPrefix = "$",
                    Curves = [Curve(0, d => d.AsGood.UsdPerMtok), Curve(1, d => d.Newest.UsdPerMtok), Curve(2, d => d.UsdPerMtok)],
                },
                new CurvePanel("Gross margin", FormattableString.Invariant($"Years after {answer.Dates[0].Date}"), "% of revenue")
                {
                    IsSigned = true,
                    Curves = [Curve(0, d => 100 * d.AsGood.Margin), Curve(1, d => 100 * d.Newest.Margin), Curve(2, d => 100 * d.Margin)],
                },
            ],
            Notes = $"As good as the first: {Names(d => d.AsGood)}. Newest: {Names(d => d.Newest)}.",
            Source = EconomicsFigures.Source(inputs),
        };
    }
}
