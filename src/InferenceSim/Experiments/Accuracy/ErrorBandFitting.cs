using System.Globalization;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// Error bands from left-out residuals. Where kernels were timed, the next prediction is for a new group of measurements: the quantile of
/// |ln(predicted / measured)| over groups that count equally, its level raised by (n + 1) / n for n groups because the next is as likely as any
/// to be the worst (split conformal prediction; Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005). Elsewhere it is
/// for a new accelerator, of which there are too few for that: the widest of the quantiles that each accelerator has alone.
/// </summary>
internal static class ErrorBandFitting
{
    /// <summary>Share of measurements that a band is to hold.</summary>
    public const double NominalShare = 0.8;

    /// <summary>Fewest groups that a class with timed kernels needs for a band of its own.</summary>
    public const int FewestGroups = 10;

    /// <summary>Fewest accelerators that any other class needs, of <see cref="FewestRows"/> or more.</summary>
    public const int FewestAccelerators = 4;

    /// <summary>Fewest rows of an accelerator that say something about it.</summary>
    public const int FewestRows = 3;

    private const int Digits = 2;

    /// <summary>The bands of all classes with enough behind them; the widest class of each kind has one in any case.</summary>
    public static IReadOnlyList<ErrorBand> Bands(IReadOnlyList<LeftOutResidual> residuals)
    {
        return
        [
            .. from member in Members(residuals)
               from rung in member.Residual.Class.Ladder()
               group member by (Class: rung, member.Residual.Metric) into of
               let error = Error(of.Key.Class, [.. of])
               where error is not null
               orderby of.Key.Metric, of.Key.Class.Kernels descending, Text(of.Key.Class)
               select new ErrorBand(of.Key.Class, of.Key.Metric, Percent(error.Value), of.Select(m => m.Group).Distinct().Count(), of.Count()),
        ];
    }

    /// <summary>How many residuals lie within bands made without what they were left out with.</summary>
    public static IReadOnlyList<BandCoverage> Coverage(IReadOnlyList<LeftOutResidual> residuals) =>
    [
        .. from pool in residuals.GroupBy(r => (r.Class.Kernels, r.Metric))
           orderby pool.Key.Metric, pool.Key.Kernels descending
           select Covered(pool.Key.Kernels, pool.Key.Metric, [.. pool]),
    ];

    private static BandCoverage Covered(Evidence kernels, BandMetric metric, LeftOutResidual[] pool)
    {
        Dictionary<string, ErrorBandTable> without = pool.Select(r => r.LeftOut).Distinct().ToDictionary(
            u => u,
            u => new ErrorBandTable("", NominalShare, [], Bands([.. pool.Where(r => r.LeftOut != u)]), [], []),
            StringComparer.Ordinal);
        (GroupKey Group, bool Inside)[] judged =
        [
            .. from member in Members(pool)
               let residual = member.Residual
               let band = without[residual.LeftOut].Nearest(residual.Class, metric)
               select (member.Group, band is not null && Math.Abs(residual.LogRatio) <= Math.Log(1 + (band.ErrorPercent / 100))),
        ];
        ILookup<GroupKey, bool> groups = judged.ToLookup(j => j.Group, j => j.Inside);
        return new BandCoverage(
            kernels, metric, Math.Round(Share(judged.Select(j => j.Inside)), 3), Math.Round(groups.Average(Share), 3), groups.Count, judged.Length);
    }

    private static double Share(IEnumerable<bool> inside) => inside.Average(i => i ? 1.0 : 0);

    private static IEnumerable<Member> Members(IReadOnlyList<LeftOutResidual> residuals)
    {
        Dictionary<(Evidence, BandMetric), Func<GroupKey, GroupKey>> pooling = residuals
            .GroupBy(r => (r.Class.Kernels, r.Metric)).ToDictionary(p => p.Key, p => GroupKey.Pooling(p.Select(r => r.Group)));
        foreach (LeftOutResidual residual in residuals)
        {
            GroupKey group = pooling[(residual.Class.Kernels, residual.Metric)](residual.Group);
            yield return new Member(residual, group);
        }
    }

    private static double? Error(PredictionClass of, Member[] members)
    {
        bool widest = of.Engine is null;
        if (of.Kernels == Evidence.Measured)
        {
            int groups = members.Select(m => m.Group).Distinct().Count();
            return widest || groups >= FewestGroups ? Quantile(members, NominalShare * (groups + 1) / groups) : null;
        }

        Member[][] accelerators = [.. members.GroupBy(m => m.Residual.LeftOut).Select(a => a.ToArray()).Where(a => a.Length >= FewestRows)];
        return accelerators.Length >= (widest ? 1 : FewestAccelerators) ? accelerators.Max(a => Quantile(a, NominalShare)) : null;
    }

    private static double Quantile(Member[] members, double level)
    {
        Dictionary<GroupKey, int> sizes = members.CountBy(m => m.Group).ToDictionary();
        double wanted = Math.Min(1, level) * sizes.Count, reached = 0, error = 0;
        foreach (Member member in members.OrderBy(m => Math.Abs(m.Residual.LogRatio)))
        {
            error = Math.Abs(member.Residual.LogRatio);
            reached += 1.0 / sizes[member.Group];
            if (reached >= wanted - 1e-9)
            {
                break;
            }
        }

        return error;
    }

    private static double Percent(double log) =>
        double.Parse((100 * (Math.Exp(log) - 1)).ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Text(PredictionClass c) => string.Join('/', c.Engine, c.Architecture, c.Experts, c.WeightBits, c.Load);

    /// <summary>A residual with the group it counts in.</summary>
    private sealed record Member(LeftOutResidual Residual, GroupKey Group);
}
