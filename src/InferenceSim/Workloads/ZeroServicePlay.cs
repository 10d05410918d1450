using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Plays a workload as if every answer took no time, to list or describe it without an engine.</summary>
internal static class ZeroServicePlay
{
    /// <summary>The requests in order of (arrival, index), each with the request that released it (or -1) and the delay since.</summary>
    public static IEnumerable<(Request Request, int After, SimDuration Delay)> Of(IRequestSource source)
    {
        using IRequestSource playing = source;
        PriorityQueue<(Request Request, int After, SimDuration Delay), (long Arrival, int Index)> waiting = new();
        List<Request> released = [];
        bool timed = source.TryNext(out Request ahead);
        while (timed || waiting.Count > 0)
        {
            (Request Request, int After, SimDuration Delay) now;
            if (timed && (waiting.Count == 0 || Key(ahead).CompareTo(Key(waiting.Peek().Request)) < 0))
            {
                now = (ahead, -1, SimDuration.Zero);
                timed = source.TryNext(out ahead);
            }
            else
            {
                now = waiting.Dequeue();
            }

            yield return now;
            released.Clear();
            source.OnFinished(now.Request, now.Request.Arrival, released);
            foreach (Request next in released)
            {
                waiting.Enqueue((next, now.Request.Index, next.Arrival - now.Request.Arrival), Key(next));
            }
        }
    }

    private static (long, int) Key(in Request request) => (request.Arrival.Picoseconds, request.Index);
}
