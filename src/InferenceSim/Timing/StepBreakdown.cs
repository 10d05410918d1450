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

    /// <summary>Seconds of all operators.</summary>
    public double TotalSeconds => Operators.Sum(o => o.Seconds + o.LaunchSeconds);
}
