using InferenceSim.Scheduling;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// Replicas with clocks of their own, and which of them must be looked at next: the one with the earliest end of a sequence, or moment before
/// which nothing of it can be noticed.
/// </summary>
internal sealed class LazyReplicas : IDisposable
{
    private readonly EarliestMoments _next;

    /// <param name="replicas">The replicas; none of them has anything to do.</param>
    public LazyReplicas(Replica[] replicas)
    {
        All = replicas;
        _next = new EarliestMoments(replicas.Length);
    }

    /// <summary>The replicas themselves, for those who only look at them.</summary>
    public Replica[] All { get; }

    /// <summary>How many there are.</summary>
    public int Count => All.Length;

    /// <summary>A replica.</summary>
    public Replica this[int replica] => All[replica];

    /// <summary>The earliest moment at which one must be looked at; <see cref="SimTime.Never"/> if none has anything to do.</summary>
    public SimTime NextMoment => _next.Min;

    /// <summary>Which one that is.</summary>
    public int NextReplica => _next.MinIndex;

    /// <summary>A replica that brings nobody forward any more, or <c>null</c>.</summary>
    public Replica? Stalled { get; private set; }

    /// <summary>The furthest clock.</summary>
    public SimTime Now => All.Max(static r => r.Now);

    /// <summary>Requests running.</summary>
    public int Running => All.Sum(static r => r.State.Running.Count);

    /// <summary>Requests waiting at one of them.</summary>
    public long Waiting
    {
        get
        {
            long waiting = 0;
            foreach (Replica replica in All)
            {
                waiting += replica.State.WaitingCount;
            }

            return waiting;
        }
    }

    /// <summary>KV-cache blocks in use.</summary>
    public long UsedBlocks => All.Sum(static r => (long)r.State.Cache.Pool.Used);

    /// <summary>Changes of the order in which replicas come next, for tests of how much work was done.</summary>
    public long Wakings => _next.Updates;

    /// <summary>Lets <paramref name="replica"/> make its decisions before <paramref name="limit"/>; see <see cref="Replica.AdvanceTo"/>.</summary>
    public void Advance(int replica, SimTime limit, bool stopAtFinish)
    {
        All[replica].AdvanceTo(limit, stopAtFinish);
        Stalled ??= All[replica].IsStalled ? All[replica] : null;
    }

    /// <summary>Lets the next replica come to its moment, or tell a later one; see <see cref="Replica.AdvanceToObservable"/>.</summary>
    public void AdvanceNext()
    {
        Replica next = All[_next.MinIndex];
        next.AdvanceToObservable(_next.Min);
        Stalled ??= next.IsStalled ? next : null;
    }

    /// <summary>Notes when <paramref name="replica"/> must be looked at again.</summary>
    public void Wake(int replica)
    {
        List<FinishedSequence> finished = All[replica].State.Outputs.Finished;
        _next.Update(replica, finished.Count > 0 ? finished[0].Finish : All[replica].NextObservable);
    }

    /// <summary>Brings every replica to <paramref name="time"/>, before which nothing of any of them can be noticed.</summary>
    public void CatchUp(SimTime time)
    {
        for (int replica = 0; replica < All.Length; replica++)
        {
            if (_next[replica] != SimTime.Never)
            {
                Advance(replica, time, stopAtFinish: true);
                Wake(replica);
            }
        }
    }

    /// <summary>Puts a new replica into the place of <paramref name="replica"/>.</summary>
    public void Replace(int replica, Replica fresh)
    {
        All[replica] = fresh;
        Wake(replica);
    }

    /// <summary>Gives the memory of blocks and distributions back, once nobody asks about them any more.</summary>
    public void Dispose()
    {
        foreach (Replica replica in All)
        {
            replica.Dispose();
        }
    }
}
