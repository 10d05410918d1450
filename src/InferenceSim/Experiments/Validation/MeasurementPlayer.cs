using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments.Validation;

/// <summary>Plays a measurement through the simulator.</summary>
public static class MeasurementPlayer
{
    private const ulong Seed = 1;

    /// <summary>Plays <paramref name="spec"/> from its first arrival to its last completion.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidConfigurationException">Not a single request could be served.</exception>
    public static PlayResult Play(PlaySpec spec, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        WorkloadSpec lengths = WorkloadSpec.OfLengths(spec.InputTokens, spec.OutputTokens);
        IWorkload workload = GeneratedWorkload.Create(
            "measurement",
            spec.SharedPrefix is { } prefix ? lengths with { SharedPrefixes = [prefix] } : lengths,
            spec.Arrivals,
            spec.Requests,
            Seed,
            spec.Engine.MaxModelLength);
        FrontEndOptions frontEnd = FrontEnd(spec);
        SteadyPart steady = new(spec.Arrivals.Users, spec.Requests);
        RunOptions run = new()
        {
            FrontEnd = frontEnd,
            OnRequest = spec.Throughput == ThroughputRule.Steady ? steady.Add : null,
            Cancellation = cancellation,
        };
        ServingLayout layout = spec.Layout with
        {
            Host = spec.Layout.Host.WithStreamInterval(spec.StreamInterval).WithSlots(spec.Engine.MaxSequences, spec.Layout.Accelerators, spec.Layout.Parts),
        };
        SimulationReport report = SimulationRun.Execute(workload, spec.Engine, new RooflinePredictor(layout), run);
        if (report.Stop != StopReason.Finished || report.Completed == 0)
        {
            throw new InvalidConfigurationException(report.StopDetail ?? report.FirstRejection ?? "no request was served");
        }

        // A client's clock runs from its first request, not from when the scheduler sees it.
        double front = (frontEnd.Latency + frontEnd.PerRequest).Seconds + (frontEnd.PerPromptToken.Seconds * spec.InputTokens.Mean!.Value);
        double seconds = report.Duration.Seconds + front;
        double perReplica = spec.Throughput == ThroughputRule.Steady && steady.RequestsPerSecond is double rate ? rate : report.Completed / seconds;
        double scale = spec.Replicas * (report.RequestsPerSecond > 0 ? perReplica / report.RequestsPerSecond : 1);
        return new PlayResult(report, report.OutputTokensPerSecond * scale, report.TotalTokensPerSecond * scale, report.RequestsPerSecond * scale);
    }

    private static FrontEndOptions FrontEnd(PlaySpec spec)
    {
        FrontEndOptions usual = FrontEndTimes.Of(spec.InProcess ? null : spec.Layout.Host);
        return spec.FrontEndRequestSeconds is not double each ? usual
            : spec.Arrivals.Kind == ArrivalKind.AllAtOnce ? usual with { Latency = usual.Latency + SimDuration.FromSeconds(each * spec.Requests) }
            : usual with { PerRequest = SimDuration.FromSeconds(each) };
    }

    /// <summary>Counts completions between the end of the first wave and the moment when users run out of requests.</summary>
    private sealed class SteadyPart(int users, int requests)
    {
        private long _finished;
        private SimTime _from;
        private SimTime _to;

        /// <summary>Requests per second of that part; <c>null</c> if the run is too short to have one.</summary>
        public double? RequestsPerSecond => requests > 2 * users && _to > _from ? (requests - (2.0 * users)) / (_to - _from).Seconds : null;

        public void Add(RequestOutcome outcome)
        {
            if (outcome.Sequence is not { } sequence)
            {
                return;
            }

            _finished++;
            _from = _finished == users ? sequence.Finish : _from;
            _to = _finished == requests - users ? sequence.Finish : _to;
        }
    }
}
