using InferenceSim.Economics;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// Solves for zero profit over simulations with a fixed seed; repeats the solution with other seeds for an interval, and at the ends of the
/// error band of the prediction.
/// </summary>
/// <param name="probe">Runs scenarios.</param>
/// <param name="scenario">The scenario; it sells something, unless a price is asked for.</param>
public sealed class BreakEvenSearch(ScenarioProbe probe, Scenario scenario)
{
    private const int MostBatch = 1_024;

    private static readonly double[] s_loads = [0.001, 0.006, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1.05];

    private static readonly double[] s_shares = [0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

    private readonly int _seed = scenario.Seed ?? 1;

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

    /// <summary>The account knows the factor; a run at the prices it gives shows that it is right.</summary>
    private BreakEvenAnswer Price(EconomicsTerms terms)
    {
        if (terms.HoursLet is not null)
        {
            throw new UsageException("hours are let, and their tokens are the tenant's: 'infersim economics' has the rent and the share of the hours at which that breaks even");
        }

        PointResult basis = probe.MustRun(scenario);
        bool onlyTokens = terms.SellsTokens && terms.OtherSales.Count == 0 && terms.Inside is null;
        string unit = $"USD per million tokens, all alike{(onlyTokens ? "" : " and nothing else sold")}";
        static double? Of(PointResult result, BandEnd end) =>
            end.CostFactor(result) is double factor ? (double?)result.Economics?.Slower((decimal)factor).BreakEvenUsdPerMtok : null;
        if (Of(basis, BandEnd.Predicted) is not double price)
        {
            return new BreakEvenAnswer(BreakEvenKnob.Price, unit, [new BreakEvenPoint(0, null, basis.Report)], []);
        }

        // Fees are not scaled with tokens: with other sales beside it a price list moves alone, and the factor of the account is not its own; then tokens are sold instead.
        decimal? factor = onlyTokens ? basis.Economics!.Account.BreakEvenPriceFactor : null;
        PointResult at = probe.Run(factor is decimal f
            ? ScenarioProbe.WithPrices(scenario, terms, p => p.Scaled(f))
            : ScenarioProbe.SellingTokensOnly(scenario, new TokenPriceList { InputUsdPerMtok = (decimal)price, OutputUsdPerMtok = (decimal)price }));
        IReadOnlyList<PointResult> others = probe.RunAll([.. BreakEvenSeeds.Others(_seed).Select(s => scenario with { Seed = s })]);
        ProfitAndLoss account = basis.Economics!.Account;
        BreakEvenRoot root = new(price, BreakEvenSeeds.Interval([price, .. others.Select(r => Of(r, BandEnd.Predicted)).OfType<double>()], double.PositiveInfinity), at)
        {
            Band = Of(basis, BandEnd.Fast) is double low && Of(basis, BandEnd.Slow) is double high ? new BreakEvenRange(low, high) : null,
        };
        return new BreakEvenAnswer(
            BreakEvenKnob.Price, unit, [BreakEvenPoint.Of((double)(account.RevenueUsdPerDay / account.Use.BilledTokens * DailyUse.TokensPerMillion), basis)], BandEnd.Predicted.Margin(at) is null ? [] : [root]);
    }

    private BreakEvenAnswer Rate(BreakEvenKnob knob)
    {
        SustainedLoad load = SustainedLoad.Of(probe, scenario);
        double capacity = load.RequestsPerSecond;
        IReadOnlyList<PointResult> runs = probe.RunAll([.. s_loads.Select(l => load.At(l * capacity))]);
        bool isShare = knob == BreakEvenKnob.Utilization;
        BreakEvenSolver solver = new()
        {
            At = (rate, seed) => probe.Run(load.At(rate) with { Seed = seed }),

            // Slower steps sustain less: the same rate is more of it.
            Value = (rate, _, end) => isShare ? rate / capacity * (end.CostFactor(load.Full) ?? 1) : rate,
        };
        return new BreakEvenAnswer(
            knob, isShare ? "of the load that can be sustained" : load.Unit,
            [.. s_loads.Zip(runs, (l, r) => BreakEvenPoint.Of(isShare ? l : l * capacity, r))],
            solver.Roots([.. s_loads.Zip(runs, (l, r) => (l * capacity, r))], _seed));
    }

    private BreakEvenAnswer CacheHit()
    {
        PointResult basis = probe.MustRun(scenario);
        double mean = basis.Report!.PromptTokens / (double)basis.Report.Completed;
        BreakEvenSolver solver = new()
        {
            At = (share, seed) => probe.Run(scenario with { SharedPrefixTokens = Math.Max(1, (int)Math.Round(share * mean)), Seed = seed }),
            Value = (_, at, _) => at.Report!.CacheHitFraction,
            Most = 1,
        };
        PointResult[] runs = [.. s_shares.AsParallel().AsOrdered().Select(s => solver.At(s, _seed))];
        return new BreakEvenAnswer(
            BreakEvenKnob.CacheHit, "share of the input tokens from the cache",
            [.. s_shares.Zip(runs, (s, r) => BreakEvenPoint.Of(r.Report?.CacheHitFraction ?? s, r))],
            solver.Roots([.. s_shares.Zip(runs)], _seed));
    }

    private BreakEvenAnswer Batch()
    {
        int[] batches = [.. Enumerable.Range(0, 11).Select(i => 1 << i).Where(b => b <= MostBatch)];
        PointResult At(int batch) => probe.Run(scenario with { Batch = batch });
        IReadOnlyList<PointResult> runs = probe.RunAll([.. batches.Select(b => scenario with { Batch = b })]);
        BreakEvenRoot[] Roots(BandEnd end)
        {
            List<BreakEvenRoot> roots = [];
            foreach (((double X, double Y) low, (double X, double Y) high) in RootSearch.Brackets(batches.Zip(runs, (b, r) => ((double)b, end.Margin(r)))))
            {
                (int below, int above) = RootSearch.Refine(b => end.Margin(At(b)), ((int)low.X, low.Y), ((int)high.X, high.Y));

                // Of the pair the one that earns is where it pays; the other is where it does not yet.
                PointResult[] pair = [At(below), At(above)];
                int pays = end.Margin(pair[1]) >= 0 ? 1 : 0;
                roots.Add(new BreakEvenRoot(pays == 1 ? above : below, null, pair[pays]) { Pair = new BreakEvenRange(below, above) });
            }

            return [.. roots];
        }

        BreakEvenRoot[] predicted = Roots(BandEnd.Predicted);
        return new BreakEvenAnswer(
            BreakEvenKnob.Batch, "sequences", [.. batches.Zip(runs, (b, r) => BreakEvenPoint.Of(b, r))],
            BreakEvenSolver.WithBand(predicted, Roots(BandEnd.Fast).Select(r => r.Value), Roots(BandEnd.Slow).Select(r => r.Value), runs));
    }
}
