using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// How well fitted host terms hold for what they have not seen: whole (model, accelerator) groups, or whole accelerators, are left out in
/// turn, the terms fitted on the others, and the rows left out predicted with those.
/// </summary>
public static class HostCrossValidation
{
    /// <summary>The report over all rows that count, each predicted with terms fitted without its group.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="planner">Plans them.</param>
    /// <param name="leftOut">What is left out as a whole.</param>
    /// <param name="folds">Parts that the groups are dealt to; each part is left out once.</param>
    /// <param name="iterations">Steps of each fit.</param>
    /// <param name="progress">Told after each part.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ValidationReport Run(
        IReadOnlyList<Measurement> measurements,
        MeasurementPlanner planner,
        LeftOut leftOut,
        int folds,
        int iterations,
        Action<string>? progress = null,
        CancellationToken cancellation = default)
    {
        IReadOnlyList<IReadOnlyList<MeasurementPlan>> parts = Parts(HostCalibration.Plans(measurements, planner), leftOut, folds);
        return ValidationReport.Of([.. Fits(parts, iterations, progress, cancellation)
            .SelectMany((hosts, i) => ValidationRun.Play([.. parts[i].Select(p => HostCalibration.With(p, hosts))], cancellation))]);
    }

    /// <summary>The plans, dealt into parts: whole groups in order of size, so that parts are alike and do not depend on the order of the file.</summary>
    internal static IReadOnlyList<IReadOnlyList<MeasurementPlan>> Parts(IReadOnlyList<MeasurementPlan> plans, LeftOut leftOut, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        return [.. plans
            .GroupBy(p => UnitOf(p, leftOut))
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select((g, i) => (Plans: g, Fold: i % folds))
            .GroupBy(g => g.Fold, g => g.Plans)
            .OrderBy(g => g.Key)
            .Select(g => (IReadOnlyList<MeasurementPlan>)[.. g.SelectMany(p => p)])];
    }

    /// <summary>For each part, the host terms fitted on all the others.</summary>
    internal static IEnumerable<IReadOnlyDictionary<string, HostOverhead>> Fits(
        IReadOnlyList<IReadOnlyList<MeasurementPlan>> parts, int iterations, Action<string>? progress, CancellationToken cancellation)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            HostCalibration others = new([.. parts.Where((_, part) => part != i).SelectMany(p => p)]);
            yield return others.Fit(iterations, cancellation: cancellation).ToDictionary(h => h.Name, StringComparer.Ordinal);
            progress?.Invoke($"part {i + 1} of {parts.Count}");
        }
    }

    /// <summary>The group that <paramref name="plan"/> is left out with.</summary>
    internal static string UnitOf(MeasurementPlan plan, LeftOut leftOut)
    {
        string accelerator = plan.Spec!.Layout.Accelerator.Name;
        return leftOut == LeftOut.Gpu ? accelerator : $"{plan.Spec.Layout.Model.Name} on {accelerator}";
    }
}
