using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary>The pictures of economics commands. Like <see cref="PlotFile"/> it is loaded only where a picture is asked for.</summary>
internal static class EconomicsFigures
{
    /// <summary>Revenue, costs and profit of a day, assumed and simulated.</summary>
    public static Figure Account(RunEconomics? assumed, PointResult result)
    {
        (string Name, RunEconomics Economics)[] accounts =
        [
            .. assumed is null ? Array.Empty<(string, RunEconomics)>() : [("as assumed", assumed)],
            .. result.Economics is null ? Array.Empty<(string, RunEconomics)>() : [("as simulated", result.Economics)],
        ];
        string[] names = [.. accounts.SelectMany(a => Lines(a.Economics.Account)).Select(l => l.Name).Distinct().OrderBy(Order)];
        return new Figure
        {
            Title = $"A day of {Setup(result.Inputs)}",
            Subtitle = $"{result.Inputs.Workload}, {result.Inputs.Arrivals} arrivals; US dollars a day",
            Series = [.. accounts.Select(a => a.Name)],
            Panels =
            [
                new BarPanel("Profit and loss", "US$ a day")
                {
                    Names = names,
                    XPrefix = "$",
                    Bars = [.. accounts.SelectMany((a, i) => Lines(a.Economics.Account).Select(l => new FigureBar(Array.IndexOf(names, l.Name), i, 0, l.Usd, Dollars(l.Usd))))],
                },
            ],
            Source = Source(result.Inputs),
        };
    }

    /// <summary>Margin over what was turned, with the points where it is zero.</summary>
    public static Figure BreakEven(BreakEvenAnswer answer, PointInputs inputs)
    {
        // At next to no traffic the loss is thousands of times the revenue: what is of interest would be a line on the axis.
        (double Value, double? Margin)[] near = [.. answer.Scan.Where(s => s.Margin >= -1)];
        FigurePoint[] scan = [.. (near.Length > 0 ? near : answer.Scan).Where(s => s.Margin is not null).Select(s => new FigurePoint(s.Value, 100 * s.Margin!.Value))];
        FigurePoint[] roots = [.. answer.Roots.Select(r => new FigurePoint(r.Value, 100 * r.Margin, FormattableString.Invariant($"{r.Value:0.####}")))];
        return new Figure
        {
            Title = $"Where {Setup(inputs)} breaks even",
            Subtitle = $"{inputs.Workload}; gross margin in per cent of revenue; points that lose more than all of it are left out",
            Series = ["margin", "break-even"],
            Panels = [new CurvePanel("Gross margin", answer.Unit, "%") { Curves = [new FigureCurve(0, scan), .. roots.Select(r => new FigureCurve(1, [r]))], IsSigned = true, XMayBeLog = answer.Knob == BreakEvenKnob.Batch }],
            Source = Source(inputs),
        };
    }

    /// <summary>What a plan is worth, month by month.</summary>
    public static Figure Payback(PaybackAnswer answer, PointInputs inputs) => new()
    {
        Title = $"When {Setup(inputs)} pays back",
        Subtitle = answer.Sentences().First(),
        Series = ["cumulative present value", "revenue of a month", "cash cost of a month"],
        Columns = 2,
        Panels =
        [
            Over(answer, "Present value so far, less the outlay", (0, m => m.DiscountedUsd)),
            Over(answer, "Revenue and cash cost of a month", (1, m => m.RevenueUsd), (2, m => m.CashCostUsd)),
        ],
        Notes = "The last month has what the books say the hardware is still worth.",
        Source = Source(inputs),
    };

    /// <summary>Level cost of an hour over the life.</summary>
    public static Figure RentOrBuy(RentOrBuyAnswer answer, PointInputs inputs) => new()
    {
        Title = $"Rent or buy: {inputs.Gpu}",
        Subtitle = answer.Sentences().First(),
        Series = ["rent", "own", "rent of today at which both are equal"],
        Panels =
        [
            new CurvePanel("Level cost of an accelerator-hour", "Life (years)", "US$ per accelerator-hour")
            {
                YPrefix = "$",
                XMayBeLog = true,
                Curves =
                [
                    new FigureCurve(0, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.RentUsdPerGpuHour))]),
                    new FigureCurve(1, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.OwnUsdPerGpuHour))]),
                    new FigureCurve(2, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.BreakEvenRentUsdPerGpuHour))], IsDashed: true),
                ],
            },
        ],
        Source = Source(inputs),
    };

    /// <summary>Nodes of a day, at published and at simulated rates.</summary>
    public static Figure Fleet(FleetAnswer answer)
    {
        FleetLine[] nodes = [.. answer.Lines.Where(l => l.Unit == "nodes")];
        return new()
        {
            Title = $"Nodes for a day of tokens: {answer.Decode.Inputs.Model} {answer.Decode.Inputs.WeightPrecision} on {answer.Decode.Inputs.Gpu}",
            Subtitle = string.Join(' ', answer.Sentences()),
            Series = ["simulated", "at published rates"],
            Panels =
            [
                new BarPanel("Nodes, busy all day", "Nodes")
                {
                    Names = [.. nodes.Select(n => n.Item)],
                    Bars =
                    [
                        .. nodes.Select((n, i) => new FigureBar(i, 0, 0, n.Simulated, Nodes(n.Simulated))),
                        .. nodes.SelectMany((n, i) => n.AtPublishedRates is double known ? [new FigureBar(i, 1, 0, known, Nodes(known))] : Array.Empty<FigureBar>()),
                    ],
                },
            ],
            Source = Source(answer.Decode.Inputs),
        };
    }

    private static string Nodes(double nodes) => FormattableString.Invariant($"{nodes:0.0}");

    /// <summary>The tornado.</summary>
    public static Figure Tornado(SensitivityAnalysis analysis, PointInputs inputs)
    {
        SensitivityBar[] bars = [.. analysis.Bars.Where(b => b.Low is not null && b.High is not null)];
        string Label(double value) => FormattableString.Invariant($"{(value < 0 ? "-" : "")}${Math.Abs(value):#,##0.00}");
        return new Figure
        {
            Title = $"What the {analysis.Measure} of {Setup(inputs)} hangs on",
            Subtitle = FormattableString.Invariant($"each changed alone by {100 * (analysis.Bars[0].HighFactor - 1):0.#}%; as it stands {Label(analysis.Basis)} ({analysis.Unit})"),
            Series = ["lowered", "raised"],
            Panels =
            [
                new BarPanel($"{analysis.Measure}, {analysis.Unit}", "US$")
                {
                    Names = [.. bars.Select(b => b.Knob)],
                    Rule = analysis.Basis,
                    OnOneLine = true,
                    XPrefix = "$",
                    Bars = [.. bars.SelectMany((b, i) => (FigureBar[])[new(i, 0, analysis.Basis, b.Low!.Value, Label(b.Low.Value)), new(i, 1, analysis.Basis, b.High!.Value, Label(b.High.Value))])],
                },
            ],
            Source = Source(inputs),
        };
    }

    /// <summary>Margin over price and utilization.</summary>
    public static Figure Map(MarginMap map, PointInputs inputs) => new()
    {
        Title = $"Gross margin of {Setup(inputs)}",
        Subtitle = "per cent of revenue; blue earns, red loses",
        Panels =
        [
            new MapPanel("Price and utilization", "Factor on the token prices", "Load, of what it can sustain")
            {
                Columns = [.. map.Factors.Select(f => FormattableString.Invariant($"x{f}"))],
                Rows = [.. map.Rows.Select(r => FormattableString.Invariant($"{100 * r.Load:0}%"))],
                Values = [.. map.Rows.Select(r => (IReadOnlyList<double>)[.. r.Margins.Select(m => 100 * m ?? double.NaN)])],
                FullAt = 100,
                Text = v => FormattableString.Invariant($"{v:#,##0}%"),
            },
        ],
        Source = Source(inputs),
    };

    /// <summary>Cost against interactivity.</summary>
    public static Figure Frontier(IReadOnlyList<PointResult> points, IReadOnlyList<PointResult> envelope)
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
            Source = Source(points[0].Inputs),
        };
    }

    /// <summary>Cost against everything that moves it.</summary>
    public static Figure Curves(IReadOnlyList<CostCurvePoint> points, PointInputs inputs) => new()
    {
        Title = $"What a million tokens cost: {Setup(inputs)}",
        Subtitle = $"{inputs.Workload}; one thing changed at a time; models and accelerators each on the fewest accelerators that hold the model",
        Series = ["all billed tokens", "output tokens"],
        Columns = 3,
        Panels = [.. points.GroupBy(p => p.Curve).Select(Curve)],
        Source = Source(inputs),
    };

    private static FigurePanel Curve(IGrouping<string, CostCurvePoint> curve)
    {
        CostCurvePoint[] known = [.. curve.Where(p => p.UsdPerMtok is not null && p.OutputUsdPerMtok is not null)];
        string title = curve.Key switch { "gpu" => "Hardware, at its typical rent", "model" => "Model size", "idle" => "Idle hours", "cache-hit" => "Cache-hit rate", "load" => "Load", "batch" => "Batch size", _ => "Utilization" };
        if (curve.Key == "gpu")
        {
            return new BarPanel(title, "US$ per million output tokens")
            {
                Names = [.. known.Select(p => p.Label)],
                XPrefix = "$",
                Bars = [.. known.Select((p, i) => new FigureBar(i, 1, 0, p.OutputUsdPerMtok!.Value, FormattableString.Invariant($"${p.OutputUsdPerMtok:0.00}")))],
            };
        }

        FigureCurve Line(int series, Func<CostCurvePoint, double> of) => new(series, [.. known.Select(p => new FigurePoint(p.X, of(p), IsHollow: p.Run.Status == PointStatus.Saturated))]);
        return new CurvePanel(title, curve.First().Unit, "US$ per million tokens")
        {
            YPrefix = "$",
            XMayBeLog = curve.Key is "batch" or "model",
            Curves = [Line(0, p => p.UsdPerMtok!.Value), Line(1, p => p.OutputUsdPerMtok!.Value)],
        };
    }

    private static CurvePanel Over(PaybackAnswer answer, string title, params (int Series, Func<PaybackMonth, double> Of)[] curves) => new(title, "Months", "US$")
    {
        IsSigned = true,
        XMayBeLog = false,
        YPrefix = "$",
        Curves = [.. curves.Select(c => new FigureCurve(c.Series, [.. answer.Months.Select(m => new FigurePoint(m.Month, c.Of(m)))]))],
    };

    /// <summary>Model and accelerators in a few words.</summary>
    internal static string Setup(PointInputs inputs) => $"{inputs.Model ?? "linear predictor"}{(inputs.WeightPrecision is null ? "" : $" {inputs.WeightPrecision}")} on {inputs.Gpus} x {inputs.Gpu ?? "accelerator"}";

    /// <summary>Who says so.</summary>
    internal static string Source(PointInputs inputs) => $"InferenceSim, seed {inputs.Seed}";

    private static string Dollars(double usd) => FormattableString.Invariant($"{(usd < 0 ? "-" : "")}${Math.Abs(usd):#,##0.00}");

    private static IEnumerable<(string Name, double Usd)> Lines(ProfitAndLoss account) =>
    [
        .. account.Revenue.Select(l => ("+ " + l.Name, (double)l.UsdPerDay)),
        .. account.Costs.Select(l => ("- " + l.Name, -(double)l.UsdPerDay)),
        ("= profit", (double)account.ProfitUsdPerDay),
    ];

    private static int Order(string name) => name[0] switch { '+' => 0, '-' => 1, _ => 2 };
}
