using System.CommandLine;
using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;

namespace InferenceSim.Cli.Commands;

/// <summary>The questions under <c>infersim economics</c>, each answered by simulating.</summary>
internal static class EconomicsAnswerCommands
{
    private static readonly Dictionary<string, BreakEvenKnob> s_knobs = new()
    {
        ["price"] = BreakEvenKnob.Price,
        ["utilization"] = BreakEvenKnob.Utilization,
        ["rate"] = BreakEvenKnob.Rate,
        ["cache-hit"] = BreakEvenKnob.CacheHit,
        ["batch"] = BreakEvenKnob.Batch,
    };

    /// <summary><c>breakeven</c>.</summary>
    public static Command BreakEven()
    {
        Command command = new("breakeven", "Where does it break even: at which price, utilization, rate, cache-hit rate or batch? Solved over simulations with a fixed seed, "
            + "with an interval over seeds and the error band of the prediction, apart and together; nowhere and in several places are answers too.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<string> over = new("--over") { Description = "what is turned: price (default), utilization, rate, cache-hit, batch", HelpName = "knob", DefaultValueFactory = _ => "price" };
        over.AcceptOnlyFromAmong([.. s_knobs.Keys]);
        command.Add(over);
        return Answering(command, scenario, "draw the margin over what is turned", (parsed, asked, probe) =>
        {
            BreakEvenAnswer answer = new BreakEvenSearch(probe, asked).Find(s_knobs[parsed.GetRequiredValue(over)]);
            IEnumerable<object?[]> roots = answer.Roots.Select(r => (object?[])["root", r.Value, answer.Unit, r.Both?.Low, r.Both?.High, r.Seeds?.Low, r.Seeds?.High, r.Band?.Low, r.Band?.High, r.Pair?.Low, r.Pair?.High, r.Margin, r.At.Report!.BusyFraction, r.At.Report.CacheHitFraction]);
            return new EconomicsTable(
                ["kind", "value", "unit", "low", "high", "seeds_low", "seeds_high", "band_low", "band_high", "pair_low", "pair_high", "gross_margin_fraction", "busy_fraction", "cache_hit_fraction"],
                [.. answer.Scan.Select(s => (object?[])["scan", s.Value, answer.Unit, null, null, null, null, null, null, null, null, s.Margin, null, null]), .. roots],
                [.. answer.Sentences()],
                () => EconomicsFigures.BreakEven(answer, probe.Plan(asked).Inputs));
        });
    }

    /// <summary><c>payback</c>.</summary>
    public static Command Payback()
    {
        Command command = new("payback", "When does what is paid today come back? The simulated day, month by month, under falling prices (x0.1 a year unless another factor is given) "
            + "and a model that ages; purchase and training as outlay ('economics.ownership', 'economics.payback').");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> years = new("--years") { Description = "how far ahead (default 3)", HelpName = "years" };
        Option<double?> factor = new("--price-factor") { Description = "what is left of every price after a year (default 0.1)", HelpName = "factor" };
        Option<double?> training = new("--training-usd") { Description = "paid today for the model, US dollars (default 0)", HelpName = "usd" };
        Option<double?> half = new("--model-half-life") { Description = "years in which the model loses half of its worth and traffic (default: it does not)", HelpName = "years" };
        command.Add(years);
        command.Add(factor);
        command.Add(training);
        command.Add(half);
        return Answering(command, scenario, "draw what it is worth, month by month", (parsed, asked, probe) =>
        {
            _ = probe.Terms(asked);
            PointResult run = probe.MustRun(asked);
            PaybackChoice choice = asked.Economics?.Payback ?? new PaybackChoice();
            PaybackAnswer answer = PaybackAnswer.Of(run.Economics!, choice with
            {
                Years = parsed.GetValue(years) ?? choice.Years,
                PriceFactorPerYear = parsed.GetValue(factor) ?? choice.PriceFactorPerYear,
                TrainingUsd = parsed.GetValue(training) ?? choice.TrainingUsd,
                ModelHalfLifeYears = parsed.GetValue(half) ?? choice.ModelHalfLifeYears,
            });
            return new EconomicsTable(
                ["month", "revenue_usd", "cash_cost_usd", "cumulative_present_value_usd", "hardware_book_value_usd", "model_value_usd"],
                [.. answer.Months.Select(m => (object?[])[(long)m.Month, m.RevenueUsd, m.CashCostUsd, m.DiscountedUsd, m.HardwareBookUsd, m.ModelValueUsd])],
                [.. answer.Sentences()],
                () => EconomicsFigures.Payback(answer, run.Inputs));
        });
    }

    /// <summary><c>rentbuy</c>.</summary>
    public static Command RentOrBuy()
    {
        Command command = new("rentbuy", "Rent or buy, over lives of three to six years? Needs 'rent_or_buy' in the scenario's economics, with 'ownership'; electricity is that of the simulated day.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> factor = new("--rent-factor") { Description = "what is left of the rent after a year (default 1, it stays)", HelpName = "factor" };
        factor.Validators.Add(result =>
        {
            if (result.GetValue(factor) is <= 0)
            {
                result.AddError("--rent-factor: a number above 0 is expected");
            }
        });
        command.Add(factor);
        return Answering(command, scenario, "draw the level cost of an hour over the life", (parsed, asked, probe) =>
        {
            RentOrBuyChoice choice = asked.Economics?.RentOrBuy
                ?? throw new UsageException("say what owning costs: \"economics\": {\"rent_or_buy\": {\"ownership\": {\"capex_usd_per_gpu\": ..., \"life_years\": ...}}}");
            choice = choice with { Ownership = probe.Owned(asked, choice.Ownership), RentFactorPerYear = parsed.GetValue(factor) ?? choice.RentFactorPerYear };
            ScenarioPlan plan = probe.Plan(asked);
            decimal rent = choice.RentUsdPerGpuHour ?? (decimal)(plan.Price?.UsdPerGpuHour ?? throw new UsageException("say what renting costs: --price, --rental-from or 'rent_usd_per_gpu_hour'"));
            RentOrBuyAnswer answer = RentOrBuyAnswer.Of(probe.MustRun(asked).Economics!.Account.Use, choice, rent);
            return new EconomicsTable(
                ["life_years", "rent_usd_per_gpu", "own_usd_per_gpu", "rent_usd_per_gpu_hour", "own_usd_per_gpu_hour", "break_even_rent_usd_per_gpu_hour", "break_even_hours_share", "cheaper"],
                [.. answer.Lives.Select(l => (object?[])[l.LifeYears, l.RentUsd, l.OwnUsd, l.RentUsdPerGpuHour, l.OwnUsdPerGpuHour, l.BreakEvenRentUsdPerGpuHour, l.BreakEvenHoursShare, l.OwnUsd < l.RentUsd ? "buy" : "rent"])],
                [.. answer.Sentences()],
                () => EconomicsFigures.RentOrBuy(answer, plan.Inputs));
        });
    }

    /// <summary><c>sensitivity</c>.</summary>
    public static Command Sensitivity()
    {
        Command command = new("sensitivity", "What does the result hang on? Each price, length and limit is changed alone, up and down, and simulated again: a tornado.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double> change = new("--change") { Description = "by what share everything is changed (default 0.2)", HelpName = "share", DefaultValueFactory = _ => 0.2 };
        change.Validators.Add(result =>
        {
            if (result.GetValue(change) is not (> 0 and < 1))
            {
                result.AddError("--change: a share above 0 and below 1 is expected");
            }
        });
        command.Add(change);
        return Answering(command, scenario, "draw the tornado", (parsed, asked, probe) =>
        {
            SensitivityAnalysis analysis = SensitivityAnalysis.Of(probe, asked, parsed.GetValue(change));
            SensitivityBar widest = analysis.Bars[0];
            return new EconomicsTable(
                ["knob", "low_factor", "high_factor", "measure", "unit", "as_it_stands", "at_low", "at_high", "swing"],
                [.. analysis.Bars.Select(b => (object?[])[b.Knob, b.LowFactor, b.HighFactor, analysis.Measure, analysis.Unit, analysis.Basis, b.Low, b.High, b.Low is null || b.High is null ? null : b.Swing])],
                [FormattableString.Invariant($"The {analysis.Measure} of {analysis.Basis:#,##0.00} {analysis.Unit} hangs most on this: {widest.Knob} ({widest.Low:#,##0.00} to {widest.High:#,##0.00}).")],
                () => EconomicsFigures.Tornado(analysis, probe.Plan(asked).Inputs));
        });
    }

    /// <summary><c>map</c>.</summary>
    public static Command Map()
    {
        Command command = new("map", "Gross margin over price and utilization: loads are simulated, prices multiplied.");
        ScenarioOptions scenario = new(command, lists: false);
        return Answering(command, scenario, "draw the map", (_, asked, probe) =>
        {
            MarginMap map = MarginMap.Of(probe, asked);
            return new EconomicsTable(
                ["load_fraction", "requests_per_second", "busy_fraction", "price_factor", "gross_margin_fraction", "status"],
                [.. map.Rows.SelectMany(r => map.Factors.Zip(r.Margins, (f, m) => (object?[])[r.Load, r.Run.Inputs.RequestsPerSecond, r.Run.Report?.BusyFraction, f, m, Results.ResultColumns.StatusName(r.Run.Status)]))],
                [],
                () => EconomicsFigures.Map(map, probe.Plan(asked).Inputs));
        });
    }

    /// <summary><c>curves</c>.</summary>
    public static Command Curves()
    {
        Command command = new("curves", "What a million tokens cost against batch, load, utilization, idle hours, cache-hit rate, model size and hardware, one at a time around a scenario.");
        ScenarioOptions scenario = new(command, lists: false);
        return Answering(command, scenario, "draw the curves", (_, asked, probe) =>
        {
            IReadOnlyList<CostCurvePoint> points = new CostCurves(probe, asked).All();
            return new EconomicsTable(
                ["curve", "value", "unit", "name", "cost_usd_per_mtok", "output_cost_usd_per_mtok", "status", "reason"],
                [.. points.Select(p => (object?[])[p.Curve, p.X, p.Unit, p.Label, p.UsdPerMtok, p.OutputUsdPerMtok, Results.ResultColumns.StatusName(p.Run.Status), p.Run.Reason])],
                Unpriced(points.Select(p => p.Run)),
                () => EconomicsFigures.Curves(points, probe.Plan(asked).Inputs));
        });
    }

    /// <summary><c>fleet</c>.</summary>
    public static Command Fleet()
    {
        Command command = new("fleet", "How many nodes does a day of tokens take, what do they cost, what do the tokens earn? For prefill and decode on replicas of their own "
            + "('groups', and 'day' in the scenario's economics); what a service published of itself stands beside.");
        ScenarioOptions scenario = new(command, lists: false);
        return Answering(command, scenario, "draw the nodes, published and simulated", (_, asked, probe) =>
        {
            FleetAnswer answer = FleetAnswer.Of(probe, asked);
            return new EconomicsTable(
                ["item", "unit", "published", "at_published_rates", "simulated", "difference_pct"],
                [.. answer.Lines.Select(l => (object?[])[l.Item, l.Unit, l.Published, l.AtPublishedRates, l.Simulated, l.DifferencePercent])],
                [.. answer.Sentences()],
                () => EconomicsFigures.Fleet(answer));
        });
    }

    /// <summary><c>frontier</c>.</summary>
    public static Command Frontier()
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
                [.. Sentences(envelope), .. Unpriced(points)],
                () => EconomicsFigures.Frontier(points, envelope)));
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

    /// <summary>Names once what has no price, so that an empty cell is no riddle.</summary>
    private static string[] Unpriced(IEnumerable<PointResult> runs)
    {
        string[] names = [.. runs.Where(r => r.Ran && r.Cost is null).Select(r => r.Inputs.Gpu ?? "the accelerators").Distinct()];
        if (names.Length > 0)
        {
            Console.Error.WriteLine($"infersim: no price is known for {string.Join(", ", names)}: its cost is empty; give --price");
        }

        return [];
    }

    /// <summary>A command that answers with one scenario.</summary>
    internal static Command Answering(
        Command command, ScenarioOptions options, string picture, Func<ParseResult, Scenario, ScenarioProbe, EconomicsTable> answer)
    {
        EconomicsOutput output = new(command, picture);
        return command.WithAction((parsed, cancellation) =>
        {
            output.Check(parsed);
            DiskFiles files = new();
            Scenario scenario = options.Single(parsed, files);
            output.Write(parsed, scenario, answer(parsed, scenario, new ScenarioProbe(new ScenarioResolver(files), cancellation)));
            return ExitCode.Ok;
        });
    }
}
