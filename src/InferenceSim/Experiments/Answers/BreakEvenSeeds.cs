namespace InferenceSim.Experiments.Answers;

/// <summary>How far a break-even point moves with the random numbers of the requests.</summary>
internal static class BreakEvenSeeds
{
    private const int Count = 5;

    /// <summary>The seeds that a solution is repeated with.</summary>
    public static IEnumerable<int> Others(int first) => Enumerable.Range(first + 1, Count - 1);

    /// <summary>The 95% interval of the mean over seeds, made to hold the value of the scenario's own seed, which comes first; <c>null</c> of fewer than three.</summary>
    public static BreakEvenRange? Interval(double[] values, double most)
    {
        if (values.Length < 3)
        {
            return null;
        }

        ReplicationInterval interval = ReplicationInterval.Of(values.Select(v => (double?)v));
        (double mean, double half) = (interval.Mean!.Value, interval.HalfWidth95!.Value);
        return new BreakEvenRange(Math.Max(0, Math.Min(values[0], mean - half)), Math.Min(most, Math.Max(values[0], mean + half)));
    }
}
