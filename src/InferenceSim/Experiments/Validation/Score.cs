namespace InferenceSim.Experiments.Validation;

/// <summary>How well one metric is predicted in one slice of the rows.</summary>
/// <param name="Table">What the slices of a table differ in, e.g. <c>gpu</c>.</param>
/// <param name="Slice">The slice.</param>
/// <param name="Metric">The measured column.</param>
/// <param name="Rows">Rows that count.</param>
/// <param name="Groups">Groups of rows.</param>
/// <param name="MedianErrorPercent">Median of the group errors.</param>
/// <param name="P90ErrorPercent">90th percentile of the group errors (R7).</param>
/// <param name="BiasPercent">Mean over groups of their mean signed errors: positive where the simulator says more.</param>
public sealed record Score(
    string Table, string Slice, string Metric, int Rows, int Groups, double MedianErrorPercent, double P90ErrorPercent, double BiasPercent)
{
    /// <summary>The score of a slice, or <c>null</c> if nothing in it counts.</summary>
    public static Score? Of(string table, string slice, string metric, IEnumerable<Prediction> predictions)
    {
        IReadOnlyList<GroupError> groups = GroupError.Of(metric, predictions);
        double[] errors = [.. groups.Select(g => g.ErrorPercent).Order()];
        return groups.Count == 0 ? null : new Score(
            table, slice, metric, groups.Sum(g => g.Rows), groups.Count, Percentile(errors, 0.5), Percentile(errors, 0.9), groups.Average(g => g.BiasPercent));
    }

    private static double Percentile(double[] ordered, double share)
    {
        double rank = share * (ordered.Length - 1);
        int below = (int)rank;
        return below + 1 < ordered.Length ? ordered[below] + ((rank - below) * (ordered[below + 1] - ordered[below])) : ordered[below];
    }
}
