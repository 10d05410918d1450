using InferenceSim.Experiments.Validation;

namespace InferenceSim.Experiments.Calibration;

/// <summary>One run of a benchmark client against a user's own server.</summary>
/// <param name="Requests">Requests that it completed.</param>
/// <param name="Generation">The engine generation.</param>
/// <param name="Measurement">What it measured.</param>
public sealed record BenchmarkRun(int Requests, string Generation, Measurement Measurement)
{
    /// <summary>A planner that plays <paramref name="runs"/> as their client did: as many requests, all users at time 0, everything counted.</summary>
    public static MeasurementPlanner Planner(IEnumerable<BenchmarkRun> runs) => new(
        ProtocolTable.Shipped with { Sources = [.. runs.Select(r => r.Protocol())] }, NameTable.Shipped, EngineTable.Shipped);

    private Protocol Protocol() => new()
    {
        SourceKeys = [Measurement.SourceKey],
        Reason = "a run of a benchmark client: it sends so many requests, users of a closed loop start together, Poisson arrivals otherwise",
        RequestsPerUser = 1,
        FewestRequests = Requests,
        Requests = Requests,
        Settings = [new EngineSetting("as given", Generation: Generation)],
    };
}
