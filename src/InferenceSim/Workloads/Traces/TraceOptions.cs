using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>What to take from a trace and how to play it.</summary>
public sealed record TraceOptions
{
    /// <summary>How many times faster requests arrive than recorded; gaps are divided by it, delays inside sessions are not.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Seconds after the first row where the window begins, or <c>null</c> for the first row. It becomes time 0.</summary>
    public double? WindowStartSeconds { get; init; }

    /// <summary>Seconds after the first row where the window ends (exclusive), or <c>null</c> for the whole rest.</summary>
    public double? WindowEndSeconds { get; init; }

    /// <summary>
    /// Width in seconds of the grid that recorded times lie on (3 for Mooncake); requests are spread at random over the interval that
    /// follows their tick. 0 keeps recorded times.
    /// </summary>
    public double SpreadGridSeconds { get; init; }

    /// <summary>The seed of the spread.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tokens in a hash block, or <c>null</c> for the format's own (512 for Mooncake and agent sessions, 16 for Qwen-Bailian).</summary>
    public int? BlockTokens { get; init; }

    /// <summary>
    /// Plays every row at its recorded time, where one is recorded, instead of releasing later turns of a session when the turn before has ended.
    /// </summary>
    public bool UseRecordedTimes { get; init; }

    /// <summary>
    /// Keeps rows without output tokens as requests of one output token, instead of leaving them out: their prompts were processed where
    /// a model answered with nothing, but not where the service failed.
    /// </summary>
    public bool KeepWithoutOutput { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    internal void Validate()
    {
        if (!(RateScale >= 1e-6 && RateScale <= 1e6))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant($"rate scale {RateScale} must lie between 0.000001 and 1000000"));
        }

        double start = WindowStartSeconds ?? 0;
        double end = WindowEndSeconds ?? double.MaxValue;
        if (!(start >= 0 && start < end))
        {
            throw new InvalidConfigurationException(
                FormattableString.Invariant($"window {start}..{WindowEndSeconds} s must begin at 0 or later and end after it begins"));
        }

        if (!(SpreadGridSeconds >= 0 && SpreadGridSeconds <= 86_400) || BlockTokens is < 1)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"grid {SpreadGridSeconds} s must lie between 0 and 86400, block tokens {BlockTokens} must be at least 1"));
        }
    }
}
