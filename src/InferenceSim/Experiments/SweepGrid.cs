namespace InferenceSim.Experiments;

/// <summary>The points of a sweep in their fixed order: every combination of the axes' values.</summary>
public sealed class SweepGrid
{
    private const long MostPoints = 1_000_000;

    private SweepGrid(IReadOnlyList<SweepAxis> axes, IReadOnlyList<Scenario> points)
    {
        Axes = axes;
        Points = points;
    }

    /// <summary>The axes with more than one value, slowest first.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The points, the last axis changing fastest.</summary>
    public IReadOnlyList<Scenario> Points { get; }

    /// <summary>
    /// Crosses <paramref name="axes"/> over <paramref name="basis"/>. Axes nest in the order of <see cref="ScenarioFields.All"/>,
    /// however they are given.
    /// </summary>
    /// <exception cref="UsageException">More points than anybody means, or a value that its field does not allow.</exception>
    public static SweepGrid Create(Scenario basis, IEnumerable<SweepAxis> axes)
    {
        List<SweepAxis> ordered = [.. axes.OrderBy(a => Position(a.Field))];
        long count = 1;
        foreach (SweepAxis axis in ordered)
        {
            count *= axis.Values.Count;
            if (count > MostPoints)
            {
                throw new UsageException($"the sweep has more than {MostPoints} points; give fewer values");
            }
        }

        List<Scenario> points = [basis];
        foreach (SweepAxis axis in ordered)
        {
            points = [.. points.SelectMany(p => axis.Values.Select(v => axis.Field.Apply(p, v)))];
        }

        return new SweepGrid([.. ordered.Where(a => a.Values.Count > 1)], points);
    }

    private static int Position(ScenarioField field)
    {
        for (int i = 0; i < ScenarioFields.All.Count; i++)
        {
            if (ReferenceEquals(ScenarioFields.All[i], field))
            {
                return i;
            }
        }

        return -1;
    }
}
