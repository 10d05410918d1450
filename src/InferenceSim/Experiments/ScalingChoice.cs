using InferenceSim.Serving.Capacity;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>
/// How the number of replicas changes, as a scenario file has it: <c>"autoscale": {"signal": "utilization", "target": 0.7, "min": 1,
/// "max": 8}</c>, by the time of day with <c>"schedule": [{"hour": 8, "replicas": 6}, {"hour": 20, "replicas": 2}]</c>, or both.
/// </summary>
public sealed record ScalingChoice
{
    private const double SecondsPerHour = 3600;
    private const double BytesPerGigabyte = 1e9;

    private static readonly Dictionary<string, ScalingSignal> s_signals = new(StringComparer.Ordinal)
    {
        ["utilization"] = ScalingSignal.Utilization,
        ["queue"] = ScalingSignal.QueueLength,
        ["concurrency"] = ScalingSignal.Concurrency,
        ["slo"] = ScalingSignal.SloAttainment,
    };

    /// <summary>
    /// What is looked at: <c>utilization</c> (share of time in which a step runs), <c>queue</c> (waiting requests a replica),
    /// <c>concurrency</c> (requests for each place in a batch) or <c>slo</c> (share of requests that meet it). Default: nothing but the schedule.
    /// </summary>
    public string? Signal { get; init; }

    /// <summary>The value of the signal that is aimed at. Default: 0.7.</summary>
    public double? Target { get; init; }

    /// <summary>Fewest replicas; 0 scales to zero. Default: 1.</summary>
    public int? Min { get; init; }

    /// <summary>Most replicas.</summary>
    public required int Max { get; init; }

    /// <summary>Seconds from one look to the next. Default: 15.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>Seconds until a new replica has its machine and its engine, before it loads the model. Default: 30, an assumption.</summary>
    public double? StartupSeconds { get; init; }

    /// <summary>Gigabytes of weights that each accelerator loads in a second. Default: 2, an assumption (local NVMe).</summary>
    public double? LoadGigabytesPerSecond { get; init; }

    /// <summary>Seconds for which a replica is kept after it was last needed. Default: 300.</summary>
    public double? CooldownSeconds { get; init; }

    /// <summary>Fewest replicas by hour of the day, from the first arrival on.</summary>
    public IReadOnlyList<ScheduleChoice>? Schedule { get; init; }

    /// <summary>The same for the simulation, for replicas whose accelerators load <paramref name="weightBytes"/> each.</summary>
    /// <exception cref="UsageException">A number is out of range; the message says what is allowed.</exception>
    internal ScalingOptions Options(long weightBytes)
    {
        double load = LoadGigabytesPerSecond ?? 2;
        IReadOnlyList<ScheduleChoice> schedule = Schedule ?? [];
        Require(Signal is null || s_signals.ContainsKey(Signal), $"signal '{Signal}': {NearestNames.Hint(Signal ?? "", s_signals.Keys)}");
        Require(load is > 0 and < 1e6, FormattableString.Invariant($"load_gigabytes_per_second {load}: a number above 0 is expected"));
        Require(Signal is not null || schedule.Count > 0, "give a signal or a schedule");
        ScalingOptions options = new()
        {
            Signal = Signal is null ? null : s_signals[Signal],
            Target = Target ?? 0.7,
            MinReplicas = Min ?? 1,
            MaxReplicas = Max,
            Interval = Seconds("interval_seconds", IntervalSeconds ?? 15, 0.001),
            StartUp = Seconds("startup_seconds", StartupSeconds ?? 30, 0) + SimDuration.FromSeconds(weightBytes / BytesPerGigabyte / load),
            CoolDown = Seconds("cooldown_seconds", CooldownSeconds ?? 300, 0),
            Schedule = [.. schedule.Select(s => (Seconds("hour", s.Hour * SecondsPerHour, 0), s.Replicas))],
        };
        Require(options.Target is > 0 and < 1e6, FormattableString.Invariant($"target {options.Target}: a number above 0 is expected"));
        Require(
            options is { MinReplicas: >= 0, MaxReplicas: >= 1 and <= 100_000 } && options.MinReplicas <= options.MaxReplicas,
            FormattableString.Invariant($"min {options.MinReplicas}, max {Max}: 0 <= min <= max and 1 <= max are expected"));
        Require(
            schedule.All(s => s.Hour < 24 && s.Replicas >= 0 && s.Replicas <= Max) && schedule.Zip(schedule.Skip(1), (a, b) => a.Hour < b.Hour).All(rises => rises),
            FormattableString.Invariant($"schedule: hours from 0 to 24 in order and replicas from 0 to max {Max} are expected"));
        return options;
    }

    private static SimDuration Seconds(string name, double value, double least)
    {
        Require(value >= least && value < 1e6, FormattableString.Invariant($"{name} {value}: seconds from {least} are expected"));
        return SimDuration.FromSeconds(value);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException($"autoscale: {message}");
        }
    }
}

/// <summary>From an hour of the day on, at least so many replicas.</summary>
public sealed record ScheduleChoice
{
    /// <summary>Hours since the beginning of the day (of the first arrival).</summary>
    public required double Hour { get; init; }

    /// <summary>Fewest replicas from then on.</summary>
    public required int Replicas { get; init; }
}
