using System.Diagnostics.CodeAnalysis;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>
/// What sessions consist of, while a <see cref="ScriptedSource"/> decides when they begin. A single request is a session of one turn.
/// A script belongs to one source. The requests of a session have consecutive indices, so content and lengths do not depend on when
/// other requests finish.
/// </summary>
internal interface ISessionScript : IDisposable
{
    /// <summary>Whether a session may have more than one turn.</summary>
    bool HasTurns { get; }

    /// <summary>Begins a session and tells how many turns it will have, 1 to <paramref name="limit"/>.</summary>
    int Begin(int session, int firstIndex, int limit, SimTime arrival, out Request first);

    /// <summary>The turn after <paramref name="finished"/>, or <c>false</c> if that was the last.</summary>
    bool TryContinue(in Request finished, SimTime finish, out Request next);

    /// <summary>Closes what the script reads from, if that is a file.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "a source that holds nothing, with or without a finalizer")]
    void IDisposable.Dispose()
    {
    }
}
