namespace InferenceSim.Experiments;

/// <summary>Where a row belongs: which point of which sweep it is.</summary>
/// <param name="Point">Number of the point in its sweep, from 0.</param>
/// <param name="Points">Points of the whole sweep.</param>
/// <param name="Sweep">What tells the sweep from any other: see <see cref="SweepIdentity"/>.</param>
public sealed record SweepPlace(int Point, int Points, string Sweep);
