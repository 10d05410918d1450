using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// Acceptance by position: the draft at position i is accepted with a probability of its own, given that all before it were. Drawn from
/// a stream of (seed, request, output tokens so far), so that it depends neither on the batch nor on when it is asked.
/// </summary>
public sealed class PositionalAcceptance : IDraftAcceptance
{
    private readonly ulong _key;
    private readonly ulong[] _atLeast; // accepted up to position i and beyond, as a share of 2^64

    /// <param name="seed">The run's seed.</param>
    /// <param name="conditional">By position from 1: the probability, given that all before were accepted; each from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability is out of range, or there is none.</exception>
    public PositionalAcceptance(ulong seed, IReadOnlyList<double> conditional)
    {
        ArgumentNullException.ThrowIfNull(conditional);
        ArgumentOutOfRangeException.ThrowIfZero(conditional.Count);
        _key = RandomStream.PurposeKey(seed, "draft-acceptance");
        _atLeast = new ulong[conditional.Count];
        double all = 1;
        for (int i = 0; i < _atLeast.Length; i++)
        {
            if (!(conditional[i] >= 0 && conditional[i] <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(conditional), conditional[i], "an acceptance lies between 0 and 1");
            }

            all *= conditional[i];
            _atLeast[i] = all >= 1 ? ulong.MaxValue : (ulong)Math.ScaleB(all, 64);
        }
    }

    /// <inheritdoc/>
    public int Accepted(int request, int outputs, int drafts)
    {
        // One draw, by inversion: the accepted length reaches i with the probability of all positions up to i.
        ulong drawn = RandomStream.First(_key, ((long)request << 32) | (uint)outputs);
        int most = Math.Min(drafts, _atLeast.Length);
        int accepted = 0;
        while (accepted < most && drawn < _atLeast[accepted])
        {
            accepted++;
        }

        return accepted;
    }
}
