using System.Text.Json.Serialization;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Workloads;

/// <summary>An arrival process. Use the factories; a spec read from a file is checked by <see cref="Validate"/>.</summary>
public sealed record ArrivalSpec
{
    /// <summary>How requests come.</summary>
    public required ArrivalKind Kind { get; init; }

    /// <summary>Requests (or sessions) per second, for Poisson, gamma and constant arrivals.</summary>
    public double Rate { get; init; }

    /// <summary>Coefficient of variation of the gaps, for gamma arrivals.</summary>
    public double Cv { get; init; } = 1;

    /// <summary>How the rate goes over time, as a factor on <see cref="Rate"/>; <c>null</c> for a constant rate.</summary>
    public RateShape? Profile { get; init; }

    /// <summary>Seconds after which nobody arrives any more; <c>null</c> where a number of requests ends the play.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Users of a closed loop.</summary>
    public int Users { get; init; }

    /// <summary>Seconds between an answer and the same user's next request, for a closed loop; a mean if exponential.</summary>
    public double ThinkTimeSeconds { get; init; }

    /// <summary>Whether think times are drawn from an exponential distribution instead of being all equal.</summary>
    public bool ExponentialThinkTime { get; init; }

    /// <summary>Whether arrivals are given by time, so that a deployment can fall behind.</summary>
    [JsonIgnore]
    public bool IsOpenLoop => Kind is ArrivalKind.Poisson or ArrivalKind.Gamma or ArrivalKind.Constant;

    /// <summary>Poisson arrivals.</summary>
    public static ArrivalSpec Poisson(double rate) => new() { Kind = ArrivalKind.Poisson, Rate = rate };

    /// <summary>Gamma arrivals with coefficient of variation <paramref name="cv"/> (vLLM's burstiness is 1/cv²).</summary>
    public static ArrivalSpec Gamma(double rate, double cv) => new() { Kind = ArrivalKind.Gamma, Rate = rate, Cv = cv };

    /// <summary>Equal gaps.</summary>
    public static ArrivalSpec Constant(double rate) => new() { Kind = ArrivalKind.Constant, Rate = rate };

    /// <summary>Everything at time 0.</summary>
    public static ArrivalSpec AllAtOnce() => new() { Kind = ArrivalKind.AllAtOnce };

    /// <summary>A closed loop of <paramref name="users"/>.</summary>
    public static ArrivalSpec ClosedLoop(int users, double thinkTimeSeconds = 0, bool exponential = false) =>
        new() { Kind = ArrivalKind.ClosedLoop, Users = users, ThinkTimeSeconds = thinkTimeSeconds, ExponentialThinkTime = exponential };

    /// <summary>Checks the numbers that the kind uses.</summary>
    /// <exception cref="InvalidConfigurationException">A rate, cv, number of users or think time out of range.</exception>
    public void Validate()
    {
        if (IsOpenLoop && !(Rate > 0 && double.IsFinite(Rate)))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant($"arrivals: rate {Rate} must be a number above 0 (requests per second)"));
        }

        if (Kind == ArrivalKind.Gamma && !(Cv > 0 && Cv <= 100))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant($"arrivals: cv {Cv} must be above 0 and at most 100"));
        }

        if (!IsOpenLoop && (Profile is not null || DurationSeconds is not null))
        {
            throw new InvalidConfigurationException("arrivals: a profile and a duration go with arrivals that have a rate: poisson, gamma or constant");
        }

        if (DurationSeconds is { } duration && !(duration > 0 && duration <= ArrivalSpan.LimitSeconds))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"arrivals: duration {duration} s must be above 0 and at most {ArrivalSpan.LimitSeconds} s (100 days)"));
        }

        if (Kind == ArrivalKind.ClosedLoop && Users < 1)
        {
            throw new InvalidConfigurationException($"arrivals: a closed loop needs at least 1 user, not {Users}");
        }

        if (!(ThinkTimeSeconds >= 0 && ThinkTimeSeconds <= SimDuration.MaxSeconds / 1000))
        {
            throw new InvalidConfigurationException(
                FormattableString.Invariant($"arrivals: think time {ThinkTimeSeconds} s must lie between 0 and {SimDuration.MaxSeconds / 1000:0} s"));
        }
    }

    /// <summary>A short text for tables: <c>poisson 5/s</c>, <c>closed loop 64 users</c>.</summary>
    public override string ToString() => Kind switch
    {
        ArrivalKind.Poisson => FormattableString.Invariant($"poisson {Rate}/s"),
        ArrivalKind.Gamma => FormattableString.Invariant($"gamma {Rate}/s cv {Cv}"),
        ArrivalKind.Constant => FormattableString.Invariant($"constant {Rate}/s"),
        ArrivalKind.AllAtOnce => "all at once",
        _ => FormattableString.Invariant($"closed loop {Users} users"),
    };
}
