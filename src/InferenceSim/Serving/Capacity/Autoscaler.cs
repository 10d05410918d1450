using InferenceSim.Simulation;

namespace InferenceSim.Serving.Capacity;

/// <summary>Decides how many replicas one group should have, from what it saw since the last look.</summary>
internal sealed class Autoscaler(ScalingOptions options)
{
    private const double Tolerance = 0.1; // Kubernetes' default: a signal that is as near as this to its target changes nothing
    private SimTime _begin;
    private SimTime _lastNeeded;
    private Int128 _busyBefore;
    private long _endedBefore;
    private long _withinBefore;

    /// <summary>The configuration.</summary>
    public ScalingOptions Options => options;

    /// <summary>Begins at the first arrival.</summary>
    public void Begin(SimTime time)
    {
        _begin = time;
        _lastNeeded = time;
    }

    /// <summary>The replicas that the group should have from <paramref name="now"/> on.</summary>
    /// <param name="now">The moment of the look.</param>
    /// <param name="present">Replicas that are ready or starting, of this group.</param>
    /// <param name="view">What the deployment looks like.</param>
    public int Wanted(SimTime now, int present, in FleetView view)
    {
        bool asked = view.Held > 0 || (view.InSystem > 0 && view.Ready == view.OwnReady); // somebody must serve them
        int least = Math.Max(Math.Max(options.MinReplicas, Scheduled(now)), asked ? 1 : 0);
        int wanted = Math.Clamp(options.Signal is { } signal ? BySignal(signal, present, view) : least, least, Math.Max(least, options.MaxReplicas));
        (_busyBefore, _endedBefore, _withinBefore) = (view.BusyPicoseconds, view.Ended, view.WithinSlo);
        if (wanted >= present)
        {
            _lastNeeded = now;
            return wanted;
        }

        return now - _lastNeeded >= options.CoolDown ? wanted : present;
    }

    private int BySignal(ScalingSignal signal, int present, in FleetView view)
    {
        if (present == 0)
        {
            return view.InSystem > 0 ? 1 : 0;
        }

        if (signal == ScalingSignal.SloAttainment)
        {
            long ended = view.Ended - _endedBefore;
            bool missed = ended > 0 && (view.WithinSlo - _withinBefore) / (double)ended < options.Target;
            return missed || (ended == 0 && view.Waiting > 0) ? present + 1 : view.Waiting == 0 ? present - 1 : present;
        }

        double value = signal switch
        {
            ScalingSignal.Utilization => (double)(view.BusyPicoseconds - _busyBefore) / options.Interval.Picoseconds / Math.Max(1, view.Ready),
            ScalingSignal.QueueLength => view.Waiting / (double)Math.Max(1, view.Ready),
            _ => view.InSystem / (double)Math.Max(1, view.Places),
        };

        // What others have counts too: the group gets what is left of the number that all together should have.
        double ratio = value / options.Target;
        return Math.Abs(ratio - 1) <= Tolerance ? present : (int)Math.Ceiling(view.Ready * ratio) - (view.Ready - view.OwnReady);
    }

    private int Scheduled(SimTime now)
    {
        if (options.Schedule.Count == 0)
        {
            return 0;
        }

        long day = 24 * 3600 * SimDuration.PicosecondsPerSecond;
        long hour = (now - _begin).Picoseconds % day;
        int replicas = options.Schedule[^1].Replicas; // what the last entry of the day before says holds until the first
        foreach ((SimDuration start, int count) in options.Schedule)
        {
            replicas = start.Picoseconds <= hour ? count : replicas;
        }

        return replicas;
    }
}
