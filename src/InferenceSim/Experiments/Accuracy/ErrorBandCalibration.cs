using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// Makes error bands from measurements by cross-validation. Predictions on accelerators with timed kernels are judged with host terms fitted
/// without their (model, accelerator) group; those on other accelerators with host terms fitted without the accelerator, and with its kernels
/// withheld: once replaced by a relative's, once by the defaults for a data sheet.
/// </summary>
public static class ErrorBandCalibration
{
    // The last per cent of a fit does not matter to the error on what it has not seen, and groups count equally however many rows they have.
    private const int FitSteps = 4;
    private const int RowsOfAGroup = 8;

    private const string OfModels = "model on accelerator";
    private const string OfAccelerators = "accelerator";

    /// <summary>Fits, predicts what was left out, and makes the bands.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="planner">Plans them.</param>
    /// <param name="folds">Parts that groups, and accelerators, are dealt to.</param>
    /// <param name="progress">Told after each part.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ErrorBandTable Run(
        IReadOnlyList<Measurement> measurements, MeasurementPlanner planner, int folds, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<MeasurementPlan> plans = HostCalibration.Plans(measurements, planner);
        LeftOutFit[] fits =
        [
            .. Fits(plans, LeftOut.ModelOnGpu, folds, progress, cancellation),
            .. Fits(plans, LeftOut.Gpu, folds, progress, cancellation),
        ];
        return From(plans, fits, cancellation);
    }

    /// <summary>The bands of <paramref name="measurements"/> with the host terms of an earlier <see cref="Run"/>: what changed since then shows.</summary>
    public static ErrorBandTable Again(IReadOnlyList<Measurement> measurements, MeasurementPlanner planner, IReadOnlyList<LeftOutFit> fits) =>
        From(HostCalibration.Plans(measurements, planner), fits, CancellationToken.None);

    /// <summary>
    /// Predictions of <paramref name="measurements"/> with what is known without them: host terms of <paramref name="fits"/>, and the kernels of the
    /// accelerator or, <paramref name="onDatasheet"/>, none.
    /// </summary>
    public static ValidationReport Report(
        IReadOnlyList<Measurement> measurements, MeasurementPlanner planner, IReadOnlyList<LeftOutFit> fits, LeftOut leftOut, bool onDatasheet) =>
        ValidationReport.Of(Play(
            HostCalibration.Plans(measurements, planner), fits, leftOut, part => part, onDatasheet ? WithheldKernels.Datasheet : a => a, CancellationToken.None));

    private static ErrorBandTable From(IReadOnlyList<MeasurementPlan> plans, IReadOnlyList<LeftOutFit> fits, CancellationToken cancellation)
    {
        LeftOutResidual[] residuals =
        [
            .. Residuals(plans, fits, LeftOut.ModelOnGpu, part => part, a => a.KernelEvidence == Evidence.Measured ? a : null, cancellation),
            .. Residuals(plans, fits, LeftOut.Gpu, Thinned, WithheldKernels.Transferred, cancellation),
            .. Residuals(plans, fits, LeftOut.Gpu, Thinned, WithheldKernels.Datasheet, cancellation),
        ];
        return new ErrorBandTable(
            "left-out errors of published serving measurements: infersim calibrate --measurements FILE --folds N --bands-out FILE",
            ErrorBandFitting.NominalShare, Measured(plans), ErrorBandFitting.Bands(residuals), ErrorBandFitting.Coverage(residuals), fits);
    }

    private static IEnumerable<LeftOutFit> Fits(
        IReadOnlyList<MeasurementPlan> plans, LeftOut leftOut, int folds, Action<string>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<MeasurementPlan>> parts = HostCrossValidation.Parts(plans, leftOut, folds);
        return HostCrossValidation.Fits([.. parts.Select(Thinned)], FitSteps, t => progress?.Invoke($"leaving out {Name(leftOut)}: {t}"), cancellation)
            .Select((hosts, i) => new LeftOutFit(Name(leftOut), i, parts.Count, hosts.ToDictionary(
                h => h.Key,
                h => (IReadOnlyDictionary<string, double>)HostParameter.Of(h.Value).ToDictionary(p => p.Name, p => p.Get(h.Value), StringComparer.Ordinal),
                StringComparer.Ordinal)));
    }

    /// <summary>A few rows of each group, evenly spaced in the order of the file.</summary>
    private static IReadOnlyList<MeasurementPlan> Thinned(IReadOnlyList<MeasurementPlan> plans) =>
    [
        .. from plan in plans
           group plan by GroupKey.Of(plan.Measurement) into of
           let rows = of.ToArray()
           from i in Enumerable.Range(0, Math.Min(RowsOfAGroup, rows.Length))
           select rows[i * rows.Length / Math.Min(RowsOfAGroup, rows.Length)],
    ];

    private static IEnumerable<LeftOutResidual> Residuals(
        IReadOnlyList<MeasurementPlan> plans,
        IReadOnlyList<LeftOutFit> fits,
        LeftOut leftOut,
        Func<IReadOnlyList<MeasurementPlan>, IReadOnlyList<MeasurementPlan>> rows,
        Func<Accelerator, Accelerator?> known,
        CancellationToken cancellation) =>
        Play(plans, fits, leftOut, rows, known, cancellation).SelectMany(r => LeftOutResidual.Of(r, HostCrossValidation.UnitOf(r.Plan, leftOut)));

    private static IReadOnlyList<ValidationRow> Play(
        IReadOnlyList<MeasurementPlan> plans,
        IReadOnlyList<LeftOutFit> fits,
        LeftOut leftOut,
        Func<IReadOnlyList<MeasurementPlan>, IReadOnlyList<MeasurementPlan>> rows,
        Func<Accelerator, Accelerator?> known,
        CancellationToken cancellation)
    {
        LeftOutFit[] own = [.. fits.Where(f => f.LeftOut == Name(leftOut)).OrderBy(f => f.Part)];
        IReadOnlyList<IReadOnlyList<MeasurementPlan>> parts = HostCrossValidation.Parts(plans, leftOut, own.Length);
        return ValidationRun.Play([.. own.SelectMany(fit => rows(parts[fit.Part]).Select(p => Without(p, fit, known)).OfType<MeasurementPlan>())], cancellation);
    }

    /// <summary>The plan with what is known without its part; <c>null</c> where its accelerator is of another kind.</summary>
    private static MeasurementPlan? Without(MeasurementPlan plan, LeftOutFit fit, Func<Accelerator, Accelerator?> known)
    {
        PlaySpec spec = plan.Spec!;
        return known(spec.Layout.Accelerator) is Accelerator accelerator
            ? plan with { Spec = spec with { Layout = spec.Layout with { Accelerator = accelerator, Host = Host(spec.Layout.Host, fit) } } }
            : null;
    }

    // A generation that only the part left out has measurements of keeps the start of every fit: nothing else is known of it. A term that was
    // not fitted then is as shipped.
    private static HostOverhead Host(HostOverhead shipped, LeftOutFit fit) => fit.Hosts.TryGetValue(shipped.Name, out IReadOnlyDictionary<string, double>? terms)
        ? HostParameter.Of(shipped).Where(p => terms.ContainsKey(p.Name)).Aggregate(shipped, (host, p) => p.Set(host, terms[p.Name]))
        : HostParameter.Of(shipped).Aggregate(shipped, (host, p) => p.Set(host, p.Start));

    private static IReadOnlyList<MeasuredModels> Measured(IReadOnlyList<MeasurementPlan> plans) =>
    [
        .. plans.Select(p => p.Spec!.Layout).GroupBy(l => l.Accelerator.Name, l => l.Model.Name)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new MeasuredModels(g.Key, [.. g.Distinct().Order(StringComparer.Ordinal)])),
    ];

    private static string Name(LeftOut leftOut) => leftOut == LeftOut.Gpu ? OfAccelerators : OfModels;
}
