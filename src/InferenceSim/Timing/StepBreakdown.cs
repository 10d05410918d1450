namespace InferenceSim.Timing;

/// <summary>A step's price by operator and cause; for people and reports, not for the loop.</summary>
/// <param name="Total">The price, as the predictor gives it.</param>
/// <param name="Operators">Its parts; their times add up to <paramref name="Total"/> within a picosecond each.</param>
public sealed record StepBreakdown(StepCost Total, IReadOnlyList<OperatorCost> Operators)
{
    /// <summary>Seconds spent on <paramref name="cause"/>.</summary>
    public double Seconds(StepCause cause) => cause == StepCause.Launch
        ? Operators.Sum(o => o.LaunchSeconds)
        : Operators.Where(o => o.Cause == cause).Sum(o => o.Seconds);

    /// <summary>Several passes as one: an operator's parts are added up, but for those bound by another cause.</summary>
    public static StepBreakdown Together(IReadOnlyList<StepBreakdown> passes)
    {
        ArgumentNullException.ThrowIfNull(passes);
        return new StepBreakdown(
            new StepCost(passes.Sum(p => p.Total.Picoseconds), passes.Sum(p => p.Total.Flops), passes.Sum(p => p.Total.Bytes)),
            [.. passes.SelectMany(p => p.Operators).GroupBy(o => (o.Name, o.Cause)).Select(g => g.First() with
            {
                Seconds = g.Sum(o => o.Seconds),
                LaunchSeconds = g.Sum(o => o.LaunchSeconds),
                HiddenSeconds = g.Sum(o => o.HiddenSeconds),
                Flops = g.Sum(o => o.Flops),
                Bytes = g.Sum(o => o.Bytes),
            })]);
    }

    /// <summary>Seconds of all operators.</summary>
    public double TotalSeconds => Operators.Sum(o => o.Seconds + o.LaunchSeconds);
}
