using InferenceSim.Simulation;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Workloads;

/// <summary>
/// A workload whose known arrivals (those of a trace) are stretched and shrunk by a rate profile, and end after a duration. What answers
/// release keeps its recorded delays.
/// </summary>
/// <param name="inner">The workload as recorded.</param>
/// <param name="profile">The profile, a factor on the recorded rate, or <c>null</c>.</param>
/// <param name="durationSeconds">Seconds after which nobody arrives any more, or <c>null</c>.</param>
/// <param name="seed">The seed of bursts.</param>
internal sealed class TimeChangedWorkload(IWorkload inner, RateShape? profile, double? durationSeconds, ulong seed) : IWorkload
{
    public string Name => inner.Name;

    public long? RequestCount => durationSeconds is null ? inner.RequestCount : null;

    public bool IsOpenLoop => inner.IsOpenLoop;

    public WorkloadNotes Notes => inner.Notes;

    public IRequestSource Start() => new Source(
        inner.Start(),
        profile is null ? null : new RateWarp(profile, seed),
        durationSeconds is { } duration ? SimTime.FromSeconds(duration) : SimTime.Never);

    private sealed class Source(IRequestSource inner, RateWarp? warp, SimTime end) : IRequestSource
    {
        public bool HasFollowUps => inner.HasFollowUps;

        public bool TryNext(out Request request)
        {
            if (inner.TryNext(out request) && Changed(request.Arrival) is { } arrival && arrival < end)
            {
                request = request with { Arrival = arrival };
                return true;
            }

            return false;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released) => inner.OnFinished(request, finish, released);

        public void Dispose() => inner.Dispose();

        private SimTime Changed(SimTime arrival)
        {
            if (warp is null)
            {
                return arrival;
            }

            double seconds = warp.TimeOf(arrival.Seconds);
            return seconds < SimDuration.MaxSeconds ? SimTime.FromSeconds(seconds) : SimTime.Never;
        }
    }
}
