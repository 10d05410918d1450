using System.Numerics;

namespace InferenceSim.Simulation;

/// <summary>
/// Keeps the earliest of a fixed number of moments while they change: a tournament as <see cref="MinTree{TKey}"/> is, of moments alone and without
/// branches. Which of two replicas comes first cannot be foretold, and a branch that was taken for granted wrongly costs more than three matches.
/// </summary>
internal sealed class EarliestMoments
{
    // Node 1 is the root, the leaves follow the inner nodes; each holds the winner below it.
    private readonly (long Moment, long Index)[] _nodes;
    private readonly int _leaves;

    /// <param name="count">Moments, at least 1; all of them are <see cref="SimTime.Never"/> at first.</param>
    public EarliestMoments(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        _nodes = new (long, long)[2 * _leaves];
        for (int node = (2 * _leaves) - 1; node > 0; node--)
        {
            _nodes[node] = (SimTime.Never.Picoseconds, node >= _leaves ? node - _leaves : _nodes[2 * node].Index);
        }
    }

    /// <summary>Changes so far, for tests of how much work was done.</summary>
    public long Updates { get; private set; }

    /// <summary>Whose moment is the earliest; among equals the lowest index.</summary>
    public int MinIndex => (int)_nodes[1].Index;

    /// <summary>The earliest moment.</summary>
    public SimTime Min => new(_nodes[1].Moment);

    /// <summary>The moment of <paramref name="index"/>.</summary>
    public SimTime this[int index] => new(_nodes[_leaves + index].Moment);

    /// <summary>Gives <paramref name="index"/> another moment, not before the start of the run.</summary>
    public void Update(int index, SimTime moment)
    {
        Updates++;
        (long Moment, long Index)[] nodes = _nodes;
        (long best, long winner) = (moment.Picoseconds, index);
        int node = _leaves + index;
        nodes[node] = (best, winner);
        while (node > 1)
        {
            // All bits are set where the neighbour wins: it is earlier, or on the left and as early. Moments are not negative, so nothing overflows.
            ref readonly (long Moment, long Index) neighbour = ref nodes[node ^ 1];
            long wins = (neighbour.Moment - best - (node & 1)) >> 63;
            best += (neighbour.Moment - best) & wins;
            winner += (neighbour.Index - winner) & wins;
            node >>= 1;
            nodes[node] = (best, winner);
        }
    }
}
