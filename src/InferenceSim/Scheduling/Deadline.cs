using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>When an answer is due: <paramref name="FirstToken"/> after its arrival, and <paramref name="PerToken"/> more for each further token that it may have.</summary>
/// <param name="FirstToken">Time to the first token.</param>
/// <param name="PerToken">Time for each token after it.</param>
public readonly record struct Deadline(SimDuration FirstToken, SimDuration PerToken)
{
    /// <summary>The moment in picoseconds at which <paramref name="tokens"/> tokens are due for an arrival at <paramref name="arrival"/>.</summary>
    internal long Due(SimTime arrival, int tokens) => (long)Int128.Min(
        long.MaxValue, (Int128)arrival.Picoseconds + FirstToken.Picoseconds + ((Int128)PerToken.Picoseconds * (tokens - 1)));
}
