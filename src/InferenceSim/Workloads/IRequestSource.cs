using System.Diagnostics.CodeAnalysis;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>
/// Plays a workload once: gives the requests whose arrival is known beforehand, in order, and releases those that wait for an answer
/// (closed loops, sessions). A source belongs to one run and is not thread safe; the <see cref="IWorkload"/> behind it is shared.
/// </summary>
public interface IRequestSource : IDisposable
{
    /// <summary>Whether the end of a request may release others, so that the run must report every completion in order of time.</summary>
    bool HasFollowUps { get; }

    /// <summary>
    /// The next request whose arrival does not depend on the run, in order of (arrival, index). Read lazily, one ahead.
    /// </summary>
    /// <returns><c>false</c> when there are no more.</returns>
    bool TryNext(out Request request);

    /// <summary>
    /// Tells that <paramref name="request"/> ended at <paramref name="finish"/> (completed or rejected); requests released by it are
    /// appended to <paramref name="released"/> with arrivals not before <paramref name="finish"/>.
    /// </summary>
    void OnFinished(in Request request, SimTime finish, List<Request> released);

    /// <summary>Closes what the source reads from, if that is a file. Most sources have nothing to close.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "a source that holds nothing, with or without a finalizer")]
    void IDisposable.Dispose()
    {
    }
}
