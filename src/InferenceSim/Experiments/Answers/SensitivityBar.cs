namespace InferenceSim.Experiments.Answers;

/// <summary>What one thing does to the result when it is changed.</summary>
/// <param name="Knob">What is changed.</param>
/// <param name="LowFactor">The factor on it at the lower end.</param>
/// <param name="HighFactor">The factor on it at the upper end.</param>
/// <param name="Low">The result at the lower end; <c>null</c> where it could not be run.</param>
/// <param name="High">The result at the upper end.</param>
public sealed record SensitivityBar(string Knob, double LowFactor, double HighFactor, double? Low, double? High)
{
    /// <summary>How far the result moves.</summary>
    public double Swing => Low is double low && High is double high ? Math.Abs(high - low) : 0;
}
