using InferenceSim.Economics;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Experiments.Answers;

/// <summary>Solves for zero profit over simulations with a fixed seed, and repeats the solution with other seeds for an interval.</summary>
/// <param name="probe">Runs scenarios.</param>
/// <param name="scenario">The scenario; it sells something, unless a price is asked for.</param>
public sealed class BreakEvenSearch(ScenarioProbe probe, Scenario scenario)
{
    /// <summary>A margin this near to zero is zero: a twentieth of a point.</summary>
    private const double Tolerance = 0.0005;

    private const int Seeds = 5;
    private const int MostBatch = 1_024;

    private static readonly double[] s_loads = [0.001, 0.006, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1.05];

    private static readonly double[] s_shares = [0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

    /// <summary>Where <paramref name="knob"/> breaks even.</summary>
    /// <exception cref="UsageException">Nothing is sold, or it is not known what accelerators cost.</exception>
    public BreakEvenAnswer Find(BreakEvenKnob knob)
    {
        EconomicsTerms terms = probe.Terms(scenario, mustSell: knob != BreakEvenKnob.Price);
        return knob switch
        {
            BreakEvenKnob.Price => Price(terms),
            BreakEvenKnob.Batch => Batch(),
            BreakEvenKnob.CacheHit => CacheHit(),
            _ => Rate(knob),
        };
    }

    private static double? Margin(PointResult result) => (double?)result.Economics?.Account.GrossMargin;

    /// <summary>The account knows the factor; a run at the prices it gives shows that it is right.</summary>
    private BreakEvenAnswer Price(EconomicsTerms terms)
    {
        PointResult basis = probe.MustRun(scenario);
        ProfitAndLoss account = basis.Economics!.Account;
        const string Unit = "USD per million tokens, all alike";
        if (account.BreakEvenUsdPerMtok is not decimal price)
        {
            return new BreakEvenAnswer(BreakEvenKnob.Price, Unit, [(0, null)], []);
        }

        // Fees are not scaled with tokens: with other sales beside it a price list moves alone, and the factor of the account is not its own.
        decimal? factor = terms.Prices is not null && terms.OtherSales.Count == 0 && terms.Inside is null ? account.BreakEvenPriceFactor : null;
        TokenPriceList prices = factor is decimal f ? terms.Prices!.Scaled(f) : new TokenPriceList { InputUsdPerMtok = price, OutputUsdPerMtok = price };
        PointResult at = probe.Run(ScenarioProbe.WithPrices(scenario, prices));
        return new BreakEvenAnswer(
            BreakEvenKnob.Price, Unit, [((double)price, Margin(basis))], Margin(at) is null ? [] : [new BreakEvenRoot((double)price, null, null, at)]);
    }

    private BreakEvenAnswer Rate(BreakEvenKnob knob)
    {
        double capacity = probe.MustRun(ScenarioProbe.Full(scenario)).Report!.RequestsPerSecond;
        IReadOnlyList<PointResult> runs = probe.RunAll([.. s_loads.Select(l => ScenarioProbe.AtRate(scenario, l * capacity))]);
        (double X, double? Y)[] scan = [.. s_loads.Zip(runs, (l, r) => (l * capacity, Margin(r)))];
        bool isShare = knob == BreakEvenKnob.Utilization;
        double Value(double rate, PointResult at) => isShare ? rate / capacity : rate;

        List<BreakEvenRoot> roots = [];
        foreach (((double X, double Y) low, (double X, double Y) high) in RootSearch.Brackets(scan))
        {
            PointResult At(double rate, int seed) => probe.Run(ScenarioProbe.AtRate(scenario, rate) with { Seed = seed });
            double Solve(int seed, (double X, double Y) from, (double X, double Y) to) =>
                RootSearch.Refine(rate => Margin(At(rate, seed)), from, to, Tolerance);

            int first = scenario.Seed ?? 1;
            double rate = Solve(first, low, high);
            PointResult at = At(rate, first);
            double[] values = [Value(rate, at), .. Others(first, low, high, At, Solve, Value)];
            (double? from, double? to) = Interval(values, double.PositiveInfinity);
            roots.Add(new BreakEvenRoot(values[0], from, to, at));
        }

        return new BreakEvenAnswer(
            knob, isShare ? "of the load that can be sustained" : "requests per second",
            [.. scan.Select(s => (isShare ? s.X / capacity : s.X, s.Y))], roots);
    }

    /// <summary>The same root with other seeds; one whose bracket does not hold there says nothing.</summary>
    private static double[] Others(
        int first, (double X, double Y) low, (double X, double Y) high, Func<double, int, PointResult> at,
        Func<int, (double X, double Y), (double X, double Y), double> solve, Func<double, PointResult, double> value)
    {
        double?[] found = new double?[Seeds - 1];
        Parallel.For(0, Seeds - 1, i =>
        {
            int seed = first + 1 + i;
            (double from, double to) = (low.X / 1.25, high.X * 1.25);
            if (Margin(at(from, seed)) is double a && Margin(at(to, seed)) is double b && a * b < 0)
            {
                double x = solve(seed, (from, a), (to, b));
                found[i] = value(x, at(x, seed));
            }
        });
        return [.. found.OfType<double>()];
    }

    private BreakEvenAnswer CacheHit()
    {
        PointResult basis = probe.MustRun(scenario);
        double mean = basis.Report!.PromptTokens / (double)basis.Report.Completed;
        PointResult At(double share, int seed) =>
            probe.Run(scenario with { SharedPrefixTokens = Math.Max(1, (int)Math.Round(share * mean)), Seed = seed });

        int first = scenario.Seed ?? 1;
        PointResult[] runs = [.. s_shares.AsParallel().AsOrdered().Select(s => At(s, first))];
        (double X, double? Y)[] scan = [.. s_shares.Zip(runs, (s, r) => (s, Margin(r)))];
        double Solve(int seed, (double X, double Y) from, (double X, double Y) to) =>
            RootSearch.Refine(share => Margin(At(share, seed)), from, to, Tolerance);
        static double Value(double share, PointResult at) => at.Report!.CacheHitFraction;

        List<BreakEvenRoot> roots = [];
        foreach (((double X, double Y) low, (double X, double Y) high) in RootSearch.Brackets(scan))
        {
            double share = Solve(first, low, high);
            PointResult at = At(share, first);
            double[] values = [Value(share, at), .. Others(first, low, high, At, Solve, Value)];
            (double? from, double? to) = Interval(values, 1);
            roots.Add(new BreakEvenRoot(values[0], from, to, at));
        }

        return new BreakEvenAnswer(
            BreakEvenKnob.CacheHit, "share of the input tokens from the cache", [.. runs.Select(r => (r.Report?.CacheHitFraction ?? 0, Margin(r)))], roots);
    }

    private BreakEvenAnswer Batch()
    {
        int[] batches = [.. Enumerable.Range(0, 11).Select(i => 1 << i).Where(b => b <= MostBatch)];
        PointResult At(int batch) => probe.Run(scenario with { Batch = batch });
        IReadOnlyList<PointResult> runs = probe.RunAll([.. batches.Select(b => scenario with { Batch = b })]);
        (double X, double? Y)[] scan = [.. batches.Zip(runs, (b, r) => ((double)b, Margin(r)))];
        List<BreakEvenRoot> roots = [];
        foreach (((double X, double Y) low, (double X, double Y) high) in RootSearch.Brackets(scan))
        {
            (int below, int above) = RootSearch.Refine(b => Margin(At(b)), ((int)low.X, low.Y), ((int)high.X, high.Y));

            // Of the pair the one that earns is where it pays; the other is where it does not yet.
            PointResult[] pair = [At(below), At(above)];
            int pays = Margin(pair[1]) >= 0 ? 1 : 0;
            roots.Add(new BreakEvenRoot(pays == 1 ? above : below, below, above, pair[pays]));
        }

        return new BreakEvenAnswer(BreakEvenKnob.Batch, "sequences", scan, roots);
    }

    private static (double? Low, double? High) Interval(double[] values, double most)
    {
        if (values.Length < 3)
        {
            return (null, null);
        }

        // The interval of the mean over seeds, made to hold the root of the scenario's own seed.
        ReplicationInterval interval = ReplicationInterval.Of(values.Select(v => (double?)v));
        (double mean, double half) = (interval.Mean!.Value, interval.HalfWidth95!.Value);
        return (Math.Max(0, Math.Min(values[0], mean - half)), Math.Min(most, Math.Max(values[0], mean + half)));
    }
}
