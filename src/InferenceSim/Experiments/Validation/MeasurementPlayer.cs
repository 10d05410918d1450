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
        SteadyPart steady = new(spec.Arrivals.Users, spec.Requests);
        RunOptions run = new()
        {
            FrontEnd = FrontEndTimes.Of(spec.InProcess ? null : spec.Layout.Host),
            OnRequest = spec.Throughput == ThroughputRule.Steady ? steady.Add : null,
            Cancellation = cancellation,
        };
        ServingLayout layout = spec.Layout with
        {
            Host = spec.Layout.Host.WithStreamInterval(spec.StreamInterval).WithSlots(spec.Engine.MaxSequences, spec.Layout.Accelerators),
        };
        SimulationReport report = SimulationRun.Execute(workload, spec.Engine, new RooflinePredictor(layout), run);
        if (report.Stop != StopReason.Finished || report.Completed == 0)
        {
            throw new InvalidConfigurationException(report.StopDetail ?? report.FirstRejection ?? "no request was served");
        }

        double perReplica = spec.Throughput == ThroughputRule.Steady ? steady.RequestsPerSecond ?? report.RequestsPerSecond : report.RequestsPerSecond;
        double scale = spec.Replicas * (report.RequestsPerSecond > 0 ? perReplica / report.RequestsPerSecond : 1);
        return new PlayResult(report, report.OutputTokensPerSecond * scale, report.TotalTokensPerSecond * scale, report.RequestsPerSecond * scale);
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
