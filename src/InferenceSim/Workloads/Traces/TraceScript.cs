using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Gives the chains of a trace one after the other, numbered anew, and again from the beginning when they are used up.</summary>
internal sealed class TraceScript(TraceChains chains) : ISessionScript
{
    // References to requests outside the chain keep a name of their own, apart from all new numbers.
    private const long Foreign = 1L << 40;

    private readonly Dictionary<int, Turn> _open = [];

    public bool HasTurns => chains.HasTurns;

    public int Begin(int session, int firstIndex, int limit, SimTime arrival, out Request first)
    {
        int root = chains.Roots[session % chains.Roots.Length];
        int turns = 0;
        for (int i = root; i >= 0 && turns < limit; i = chains.Next(i))
        {
            turns++;
        }

        Turn turn = new(root, firstIndex, session / chains.Roots.Length, turns - 1);
        first = Make(turn, firstIndex, arrival);
        Remember(turn, firstIndex);
        return turns;
    }

    public bool TryContinue(in Request finished, SimTime finish, out Request next)
    {
        next = default;
        if (!_open.Remove(finished.Index, out Turn turn))
        {
            return false;
        }

        turn = turn with { Original = chains.Next(turn.Original), Left = turn.Left - 1 };
        next = Make(turn, finished.Index + 1, finish + chains.Delays![turn.Original]);
        Remember(turn, next.Index);
        return true;
    }

    private void Remember(Turn turn, int index)
    {
        if (turn.Left > 0)
        {
            _open.Add(index, turn);
        }
    }

    private Request Make(Turn turn, int index, SimTime arrival)
    {
        Request original = chains.Requests[turn.Original];
        PromptSegment[]? content = original.Content;
        if (content is not null && (chains.HasTurns || turn.Pass > 0 || index != turn.Original))
        {
            int root = chains.Root(turn.Original);
            content = ContentNumbers.Renumber(
                content,
                request => chains.Root(request) == root ? turn.FirstIndex + chains.Turn(request) : request + (turn.Pass + 1) * Foreign,
                block => block + turn.Pass * chains.BlockSpan);
        }

        return original with
        {
            Index = index,
            Arrival = arrival,
            Content = content,
            Session = original.Session < 0 ? -1 : original.Session + turn.Pass * chains.SessionSpan,
        };
    }

    /// <summary>A turn of a chain being played: where it stands in the trace, where its chain began, which pass, how many turns are left.</summary>
    private readonly record struct Turn(int Original, int FirstIndex, int Pass, int Left);
}
