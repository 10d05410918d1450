using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>The requests of a workload whose number is below a limit; the others never come.</summary>
internal sealed class FirstRequests(IWorkload inner, int count) : IWorkload
{
    public string Name => inner.Name;

    public long? RequestCount => Math.Min(count, inner.RequestCount ?? count);

    public bool IsOpenLoop => inner.IsOpenLoop;

    public WorkloadNotes Notes => inner.Notes;

    public IRequestSource Start() => new Source(inner.Start(), count);

    private sealed class Source(IRequestSource inner, int count) : IRequestSource
    {
        public bool HasFollowUps => inner.HasFollowUps;

        public bool TryNext(out Request request)
        {
            while (inner.TryNext(out request))
            {
                if (request.Index < count)
                {
                    return true;
                }
            }

            return false;
        }

        public void Dispose() => inner.Dispose();

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
            int before = released.Count;
            inner.OnFinished(request, finish, released);
            for (int i = released.Count - 1; i >= before; i--)
            {
                if (released[i].Index >= count)
                {
                    released.RemoveAt(i);
                }
            }
        }
    }
}
