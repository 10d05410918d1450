using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>
/// A workload drawn from distributions. Every draw comes from a substream of (seed, purpose, index), so requests are the same for any
/// hardware, arrival process and order of completion; they are made while the workload is played, never listed beforehand
/// unless that is asked for.
/// </summary>
public sealed class GeneratedWorkload : IWorkload
{
    private readonly WorkloadSpec _spec;
    private readonly int? _requests;
    private readonly ulong _seed;
    private readonly int _maxModelLength;
    private readonly SharedPrefixes _prefixes;
    private readonly Lazy<DrawnLengths?> _drawn;
    private readonly Lazy<WorkloadNotes> _notes;

    private GeneratedWorkload(
        string name, WorkloadSpec spec, ArrivalSpec arrivals, int? requests, ulong seed, int maxModelLength, bool keepLengths)
    {
        Name = name;
        _spec = spec;
        Arrivals = arrivals;
        _requests = requests;
        _seed = seed;
        _maxModelLength = maxModelLength;
        _prefixes = new SharedPrefixes(spec, seed);
        _drawn = new Lazy<DrawnLengths?>(() => keepLengths && requests <= DrawnLengths.MostRequests ? new DrawnLengths(spec, seed, requests.Value) : null);
        _notes = new Lazy<WorkloadNotes>(CountClipped);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How requests or sessions arrive.</summary>
    public ArrivalSpec Arrivals { get; }

    /// <inheritdoc/>
    public long? RequestCount => _requests;

    /// <inheritdoc/>
    public bool IsOpenLoop => Arrivals.IsOpenLoop;

    /// <inheritdoc/>
    /// <remarks>The first reading draws all lengths once.</remarks>
    public WorkloadNotes Notes => _notes.Value;

    /// <summary>A workload of <paramref name="requests"/> requests, or of a duration.</summary>
    /// <param name="name">Its name in tables.</param>
    /// <param name="spec">Lengths and content.</param>
    /// <param name="arrivals">The arrival process of requests, or of sessions where the spec has them.</param>
    /// <param name="requests">Requests in all; the last session is cut short there. <c>null</c> where the arrivals end by their duration.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="maxModelLength">The context limit that lengths are cut to, at least 2 tokens.</param>
    /// <param name="keepLengths">Whether the lengths of up to 65,536 requests are kept, so that playing it again is cheap.</param>
    /// <exception cref="InvalidConfigurationException">A number is out of range, or the arrivals would last longer than 100 days.</exception>
    public static GeneratedWorkload Create(
        string name, WorkloadSpec spec, ArrivalSpec arrivals, int? requests, ulong seed, int maxModelLength, bool keepLengths = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(arrivals);
        spec.Validate();
        arrivals.Validate();
        if (requests < 1)
        {
            throw new InvalidConfigurationException($"requests: {requests} must be at least 1");
        }

        if (maxModelLength < 2)
        {
            throw new InvalidConfigurationException($"context limit: {maxModelLength} must be at least 2 tokens (one of prompt, one of output)");
        }

        ArrivalSpan.Check(arrivals, requests);
        return new GeneratedWorkload(name, spec, arrivals, requests, seed, maxModelLength, keepLengths);
    }

    /// <inheritdoc/>
    public IRequestSource Start() =>
        new ScriptedSource(Script(), Arrivals, _requests, _seed);

    private GeneratedScript Script() => new(_spec, _seed, _maxModelLength, _prefixes, _drawn.Value);

    private WorkloadNotes CountClipped()
    {
        // Sessions are numbered in the order they begin, and their requests consecutively, so no play is needed to know the lengths.
        GeneratedScript script = Script();
        ArrivalClock? clock = Arrivals is { Profile: not null } or { DurationSeconds: not null } ? new ArrivalClock(Arrivals, _seed) : null;
        int requests = _requests ?? int.MaxValue;
        int index = 0;
        for (int session = 0; index < requests && clock?.TryNext(out _) != false; session++)
        {
            index += script.Skip(session, index, requests - index);
        }

        return new WorkloadNotes(ClippedToContext: script.Clipped);
    }
}
