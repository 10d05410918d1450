using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>
/// A workload whose clients set a limit to answers and give up after a while: <c>max_tokens</c>, which also cuts longer answers, and a
/// patience drawn for each request from a stream of its own.
/// </summary>
/// <param name="inner">The workload.</param>
/// <param name="maxTokens">Most tokens of every answer, or <c>null</c> for exactly what each says.</param>
/// <param name="patience">The distribution of the time after which a client gives up, or <c>null</c> for never.</param>
/// <param name="seed">The run's seed.</param>
public sealed class ClientBehaviour(IWorkload inner, int? maxTokens, IThinkTime? patience, ulong seed) : IWorkload
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public long? RequestCount => inner.RequestCount;

    /// <inheritdoc/>
    public bool IsOpenLoop => inner.IsOpenLoop;

    /// <inheritdoc/>
    public WorkloadNotes Notes => inner.Notes;

    /// <inheritdoc/>
    public IRequestSource Start() => new Source(inner.Start(), maxTokens, patience, RandomStream.PurposeKey(seed, "patience"));

    private sealed class Source(IRequestSource inner, int? maxTokens, IThinkTime? patience, ulong key) : IRequestSource
    {
        private readonly RandomStream _random = new(0);

        public bool HasFollowUps => inner.HasFollowUps;

        public bool TryNext(out Request request)
        {
            bool more = inner.TryNext(out request);
            request = more ? Of(request) : request;
            return more;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
            int before = released.Count;
            inner.OnFinished(request, finish, released);
            for (int i = before; i < released.Count; i++)
            {
                released[i] = Of(released[i]);
            }
        }

        public void Dispose() => inner.Dispose();

        private Request Of(in Request request)
        {
            Request limited = maxTokens is int most ? request with { MaxTokens = most, OutputTokens = Math.Min(request.OutputTokens, most) } : request;
            if (patience is null)
            {
                return limited;
            }

            _random.Reseed(key, request.Index);
            return limited with { Patience = patience.Sample(_random) };
        }
    }
}
