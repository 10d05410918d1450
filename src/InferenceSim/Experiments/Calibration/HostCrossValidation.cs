using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// How well fitted host terms hold for what they have not seen: whole groups of rows are left out in turn, the terms fitted on the others,
/// and the rows left out predicted with those.
/// </summary>
public static class HostCrossValidation
{
    /// <summary>The report over all rows that count, each predicted with terms fitted without its group.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="planner">Plans them.</param>
    /// <param name="leftOut">What a group is.</param>
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
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        IReadOnlyList<MeasurementPlan> plans = HostCalibration.Plans(measurements, planner);

        // Dealt in order of size, so that parts are alike and the deal does not depend on the order of the file.
        Dictionary<(string? Model, string Gpu), int> fold = plans
            .GroupBy(p => GroupOf(p, leftOut))
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key.ToString(), StringComparer.Ordinal)
            .Select((g, i) => (g.Key, Fold: i % folds))
            .ToDictionary(g => g.Key, g => g.Fold);
        List<ValidationRow> rows = [];
        for (int i = 0; i < folds; i++)
        {
            ILookup<bool, MeasurementPlan> parts = plans.ToLookup(p => fold[GroupOf(p, leftOut)] == i);
            Dictionary<string, HostOverhead> hosts = new HostCalibration([.. parts[false]])
                .Fit(iterations, null, cancellation).ToDictionary(h => h.Name, StringComparer.Ordinal);
            rows.AddRange(ValidationRun.Play([.. parts[true].Select(p => HostCalibration.With(p, hosts))], cancellation));
            progress?.Invoke($"part {i + 1} of {folds}");
        }

        return ValidationReport.Of(rows);
    }

    private static (string? Model, string Gpu) GroupOf(MeasurementPlan plan, LeftOut leftOut) =>
        (leftOut == LeftOut.ModelOnGpu ? plan.Spec!.Layout.Model.Name : null, plan.Spec!.Layout.Accelerator.Name);
}
