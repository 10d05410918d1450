namespace InferenceSim.Experiments.Validation;

/// <summary>What makes measurements one group: errors are averaged inside groups before anything is compared, so that a source with many rows of one kind does not decide a score.</summary>
/// <param name="SourceKey">Source.</param>
/// <param name="Engine">Engine, in the words of the file.</param>
/// <param name="Model">Model, in the words of the file.</param>
/// <param name="Gpu">Accelerator, in the words of the file.</param>
/// <param name="WeightPrecision">Precision of the weights, in the words of the file.</param>
public readonly record struct GroupKey(string SourceKey, string Engine, string Model, string Gpu, string WeightPrecision)
{
    private const int SmallestGroup = 3;

    /// <summary>The group of a measurement.</summary>
    public static GroupKey Of(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return new(measurement.SourceKey, measurement.Engine, measurement.Model, measurement.Gpu, measurement.WeightPrecision);
    }

    /// <summary>The group that a source's small groups are pooled into.</summary>
    public static GroupKey Pooled(string sourceKey) => new(sourceKey, "small groups", "", "", "");

    /// <summary>What each of <paramref name="rows"/> counts as: its own group, or its source's pool where the group has fewer than three rows.</summary>
    internal static Func<GroupKey, GroupKey> Pooling(IEnumerable<GroupKey> rows)
    {
        Dictionary<GroupKey, int> sizes = rows.CountBy(k => k).ToDictionary();
        return key => sizes[key] >= SmallestGroup ? key : Pooled(key.SourceKey);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(" / ", new[] { SourceKey, Engine, Model, Gpu, WeightPrecision }.Where(t => t.Length > 0));
}
