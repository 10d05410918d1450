using System.Collections.Concurrent;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Validation;

/// <summary>Plays measurements on all cores. The result does not depend on the number of threads.</summary>
/// <param name="planner">Plans the measurements.</param>
public sealed class ValidationRun(MeasurementPlanner planner)
{
    /// <summary>Plays all of <paramref name="measurements"/> and gives their rows in the same order.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="finished">Told how many rows are done, whenever one is; called from several threads.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<ValidationRow> Play(
        IReadOnlyList<Measurement> measurements, Action<int>? finished = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        return Play(measurements.Count, i => planner.Plan(measurements[i]), finished, cancellation);
    }

    /// <summary>The same for plans at hand.</summary>
    internal static IReadOnlyList<ValidationRow> Play(IReadOnlyList<MeasurementPlan> plans, CancellationToken cancellation) =>
        Play(plans.Count, i => plans[i], null, cancellation);

    private static ValidationRow[] Play(int count, Func<int, MeasurementPlan> plan, Action<int>? finished, CancellationToken cancellation)
    {
        ValidationRow[] rows = new ValidationRow[count];
        ConcurrentDictionary<PlaySpec, Lazy<PlayResult>> played = new();
        int done = 0;
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            rows[i] = One(plan(i), played, cancellation);
            finished?.Invoke(Interlocked.Increment(ref done));
        });
        return rows;
    }

    private static ValidationRow One(
        MeasurementPlan plan, ConcurrentDictionary<PlaySpec, Lazy<PlayResult>> played, CancellationToken cancellation)
    {
        if (plan.Spec is null)
        {
            return new ValidationRow(plan, plan.Status, plan.Reason, null);
        }

        try
        {
            PlayResult result = played.GetOrAdd(plan.Spec, spec => new Lazy<PlayResult>(() => MeasurementPlayer.Play(spec, cancellation))).Value;
            return new ValidationRow(plan, plan.Status, plan.Reason, result);
        }
        catch (InvalidConfigurationException exception)
        {
            return new ValidationRow(plan, ValidationStatus.Error, exception.Message, null);
        }
    }
}
