namespace InferenceSim.Simulation;

/// <summary>
/// Keeps the least of a fixed number of keys while they change: a tournament in which every inner node holds the winner of its two
/// halves. A change is O(log n), asking is O(1); among equals the lowest index wins.
/// </summary>
/// <typeparam name="TKey">What is compared.</typeparam>
internal sealed class MinTree<TKey>
    where TKey : struct, IComparable<TKey>
{
    private readonly TKey[] _keys;
    private readonly int[] _winners; // node 1 is the root, the leaves follow the inner nodes
    private readonly int _leaves;

    /// <param name="count">Keys, at least 1.</param>
    /// <param name="initial">What all of them are at first.</param>
    public MinTree(int count, TKey initial)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
        _keys = new TKey[count];
        Array.Fill(_keys, initial);
        _winners = new int[2 * _leaves];
        for (int leaf = 0; leaf < _leaves; leaf++)
        {
            _winners[_leaves + leaf] = leaf < count ? leaf : -1;
        }

        for (int node = _leaves - 1; node > 0; node--)
        {
            _winners[node] = _winners[2 * node];
        }
    }

    /// <summary>Changes of keys so far, for tests of how much work was done.</summary>
    public long Updates { get; private set; }

    /// <summary>Whose key is the least.</summary>
    public int MinIndex => _winners[1];

    /// <summary>The least key.</summary>
    public TKey Min => _keys[_winners[1]];

    /// <summary>The key of <paramref name="index"/>.</summary>
    public TKey this[int index] => _keys[index];

    /// <summary>Gives <paramref name="index"/> another key.</summary>
    public void Update(int index, TKey key)
    {
        Updates++;
        _keys[index] = key;
        for (int node = (_leaves + index) >> 1; node > 0; node >>= 1)
        {
            int left = _winners[2 * node];
            int right = _winners[(2 * node) + 1];
            int winner = right < 0 || _keys[left].CompareTo(_keys[right]) <= 0 ? left : right;
            if (winner == _winners[node] && winner != index)
            {
                return; // it wins further up as it did before
            }

            _winners[node] = winner;
        }
    }
}
