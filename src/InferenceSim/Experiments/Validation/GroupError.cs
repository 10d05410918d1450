namespace InferenceSim.Experiments.Validation;

/// <summary>How far the predictions of one metric are off in one group.</summary>
/// <param name="Key">The group.</param>
/// <param name="Metric">The measured column.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="ErrorPercent">Mean absolute percentage error.</param>
/// <param name="BiasPercent">Mean signed percentage error: positive where the simulator says more.</param>
public sealed record GroupError(GroupKey Key, string Metric, int Rows, double ErrorPercent, double BiasPercent)
{
    /// <summary>The groups of <paramref name="predictions"/> (those that count, of one metric); groups of fewer than three rows are pooled per source.</summary>
    public static IReadOnlyList<GroupError> Of(string metric, IEnumerable<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        (GroupKey Key, double Error)[] errors = [.. predictions
            .Where(p => p.Counts && p.Metric == metric)
            .Select(p => (GroupKey.Of(p.Row.Measurement), p.ErrorPercent!.Value))];
        Func<GroupKey, GroupKey> pooling = GroupKey.Pooling(errors.Select(e => e.Key));
        return [.. errors
            .GroupBy(e => pooling(e.Key), e => e.Error)
            .Select(g => new GroupError(g.Key, metric, g.Count(), g.Average(Math.Abs), g.Average()))];
    }
}
