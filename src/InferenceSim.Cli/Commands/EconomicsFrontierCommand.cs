using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics frontier</c>: least cost at each interactivity.</summary>
internal static class EconomicsFrontierCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("frontier", "The least that a million output tokens cost at each interactivity: the lower envelope over batch, parallelism, precision and hardware (flags take lists).");
        ScenarioOptions options = new(command, lists: true);
        Option<int> refine = new("--refine") { Description = "rounds of trying batch sizes between neighbours on the envelope (default 0)", HelpName = "n", DefaultValueFactory = _ => 0 };
        refine.Validators.Add(result =>
        {
            if (result.GetValue(refine) is < 0 or > 10)
            {
                result.AddError("--refine: a whole number from 0 to 10 is expected");
            }
        });
        command.Add(refine);
        EconomicsOutput output = new(command, "draw cost against interactivity, with the envelope");
        return command.WithAction((parsed, cancellation) =>
        {
            output.Check(parsed);
            DiskFiles files = new();
            (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, files);
            if (!axes.Any(a => a.Field.Name == "batch"))
            {
                ScenarioField batch = ScenarioFields.Find("batch");
                axes.Add(new SweepAxis(batch, ValueList.Parse(Comparison.DefaultBatches, batch)));
            }

            SweepGrid grid = SweepGrid.Create(basis with { Batch = null }, axes);
            ScenarioResolver resolver = new(files);
            resolver.Check(grid.Points);
            ScenarioProbe probe = new(resolver, cancellation);
            IReadOnlyList<PointResult> points = CostFrontier.Refined(probe.RunAll(grid.Points), parsed.GetValue(refine), probe.RunAll);
            IReadOnlyList<PointResult> envelope = CostFrontier.Of(points);
            output.Write(parsed, basis, new EconomicsTable(
                ["model", "gpu", "num_gpus", "tp", "weight_precision", "kv_precision", "batch", "tokens_per_second_per_user", "output_cost_usd_per_mtok", "on_frontier", "status", "reason"],
                [.. points.Select(p => Row(p, envelope))],
                [.. Sentences(envelope), .. EconomicsAnswering.Unpriced(points)],
                () => Figure(points, envelope)));
            return ExitCode.Ok;
        });
    }

    private static object?[] Row(PointResult p, IReadOnlyList<PointResult> envelope) =>
    [
        p.Inputs.Model, p.Inputs.Gpu, (long?)p.Inputs.Gpus, (long?)p.Inputs.Tp, p.Inputs.WeightPrecision, p.Inputs.KvPrecision, (long?)p.Inputs.Batch,
        CostFrontier.TokensPerSecondOfUser(p), CostFrontier.UsdPerMtok(p), envelope.Contains(p) ? "yes" : "no", Results.ResultColumns.StatusName(p.Status), p.Reason,
    ];

    private static IEnumerable<string> Sentences(IReadOnlyList<PointResult> envelope)
    {
        foreach (PointResult p in envelope)
        {
            yield return FormattableString.Invariant(
                $"{CostFrontier.TokensPerSecondOfUser(p):0.0} tokens/s for a user: {CostFrontier.UsdPerMtok(p):0.000} USD per million output tokens on {p.Inputs.Gpus} x {p.Inputs.Gpu} {p.Inputs.WeightPrecision}, batch {p.Inputs.Batch}.");
        }
    }

    /// <summary>Cost against interactivity.</summary>
    private static Figure Figure(IReadOnlyList<PointResult> points, IReadOnlyList<PointResult> envelope)
    {
        IGrouping<string, PointResult>[] series = [.. points.Where(p => CostFrontier.UsdPerMtok(p) is not null && CostFrontier.TokensPerSecondOfUser(p) is not null)
            .GroupBy(p => $"{p.Inputs.Gpus} x {p.Inputs.Gpu} {p.Inputs.WeightPrecision}")];
        FigurePoint Point(PointResult p, string label) => new(CostFrontier.TokensPerSecondOfUser(p)!.Value, CostFrontier.UsdPerMtok(p)!.Value, label, p.Status == PointStatus.Saturated);
        return new Figure
        {
            Title = $"Cost against interactivity: {string.Join(", ", points.Select(p => p.Inputs.Model).Distinct())}",
            Subtitle = $"{points[0].Inputs.Workload}; marks: points that were simulated, with their batch sizes; dashed: the cheapest of them that serves a user at least so fast",
            Series = [.. series.Select(s => s.Key), "least cost"],
            Panels =
            [
                new CurvePanel("Lower and further right is better", "Tokens/s for each user", "US$ per million output tokens")
                {
                    YPrefix = "$",
                    Curves =
                    [
                        .. series.Select((s, i) => new FigureCurve(i, [.. s.OrderBy(p => CostFrontier.TokensPerSecondOfUser(p)).Select(p => Point(p, $"{p.Inputs.Batch}"))])),
                        new FigureCurve(series.Length, [.. envelope.Reverse().Select(p => Point(p, ""))], IsDashed: true, IsStairs: true),
                    ],
                },
            ],
            Source = EconomicsFigures.Source(points[0].Inputs),
        };
    }
}
