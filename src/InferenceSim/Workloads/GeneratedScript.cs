using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Makes the requests of a <see cref="WorkloadSpec"/>: lengths, shared prefixes, turns.</summary>
internal sealed class GeneratedScript(WorkloadSpec spec, ulong seed, int maxModelLength, SharedPrefixes prefixes, DrawnLengths? drawn) : ISessionScript
{
    private readonly RequestLengths _lengths = new(spec, seed, maxModelLength, drawn);
    private readonly ulong _turnsKey = RandomStream.PurposeKey(seed, "session-turns");
    private readonly ulong _thinkKey = RandomStream.PurposeKey(seed, "session-think-time");
    private readonly RandomStream _random = new(0);
    private readonly List<PromptSegment> _prefix = [];
    private readonly Dictionary<int, Session> _sessions = [];

    public bool HasTurns => spec.Sessions is not null;

    /// <summary>Sessions and requests so far that were cut to fit the context.</summary>
    public long Clipped { get; private set; }

    /// <summary>Draws a session without playing it.</summary>
    public int Skip(int session, int firstIndex, int limit)
    {
        int turns = Begin(session, firstIndex, limit, SimTime.Zero, out _);
        _sessions.Remove(session);
        return turns;
    }

    public int Begin(int session, int firstIndex, int limit, SimTime arrival, out Request first)
    {
        Clipped += _lengths.First(firstIndex, out int prompt, out int output) ? 1 : 0;
        first = new Request
        {
            Index = firstIndex,
            Arrival = arrival,
            PromptTokens = prompt,
            OutputTokens = output,
            Session = spec.Sessions is null ? -1 : session,
            NeverQuoted = spec.Sessions is null,
            Content = FirstContent(spec.Sessions is null ? firstIndex : session, firstIndex, prompt),
        };
        if (spec.Sessions is null)
        {
            return 1;
        }

        int turns = Turns(session, firstIndex, limit, prompt + output);
        if (turns > 1)
        {
            _sessions.Add(session, new Session(firstIndex + turns - 1, first));
        }

        return turns;
    }

    public bool TryContinue(in Request finished, SimTime finish, out Request next)
    {
        next = default;
        if (finished.Session < 0 || !_sessions.TryGetValue(finished.Session, out Session? session))
        {
            return false;
        }

        int index = finished.Index + 1;
        _random.Reseed(_thinkKey, finished.Index);
        next = finished with
        {
            Index = index,
            Arrival = finish + spec.Sessions!.ThinkTime.Sample(_random),
            OutputTokens = _lengths.Output(index),
            PromptTokens = session.Grow(finished, index, _lengths.NewTokens(index)),
            Content = [.. session.Content],
        };
        if (index == session.LastIndex)
        {
            _sessions.Remove(finished.Session);
        }

        return true;
    }

    private PromptSegment[]? FirstContent(int chooser, int index, int prompt)
    {
        _prefix.Clear();
        int shared = prefixes.AppendTo(_prefix, chooser, prompt, _random);
        if (_prefix.Count == 0)
        {
            return null;
        }

        _prefix.Add(new PromptSegment(TokenStreams.Unique(index), prompt - shared));
        return [.. _prefix];
    }

    /// <summary>How many turns the session has before its count, the workload's limit or the context ends it.</summary>
    private int Turns(int session, int firstIndex, int limit, long context)
    {
        _random.Reseed(_turnsKey, session);
        int wanted = Math.Min(limit, spec.Sessions!.Turns.Sample(_random));
        for (int turn = 1; turn < wanted; turn++)
        {
            context += (long)_lengths.NewTokens(firstIndex + turn) + _lengths.Output(firstIndex + turn);
            if (!_lengths.Fits(context))
            {
                return turn;
            }
        }

        return wanted;
    }

    /// <summary>A conversation that has turns to come: what its next prompt begins with.</summary>
    private sealed class Session
    {
        public Session(int lastIndex, in Request first)
        {
            LastIndex = lastIndex;
            Content = first.Content is null
                ? [new PromptSegment(TokenStreams.Unique(first.Index), first.PromptTokens)]
                : [.. first.Content];
        }

        public int LastIndex { get; }

        public List<PromptSegment> Content { get; }

        /// <summary>Appends the answer and the new text.</summary>
        /// <returns>The length of the next prompt.</returns>
        public int Grow(in Request finished, int nextIndex, int newTokens)
        {
            Content.Add(new PromptSegment(TokenStreams.Output(finished.Index), finished.OutputTokens));
            Content.Add(new PromptSegment(TokenStreams.Unique(nextIndex), newTokens));
            return finished.PromptTokens + finished.OutputTokens + newTokens;
        }
    }
}
