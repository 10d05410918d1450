namespace InferenceSim.Experiments.Benchmarking;

/// <summary>A fixed piece of work by which the simulator's own speed is judged.</summary>
/// <param name="Name">Its short name: s1 to s5 or fleet, with what varies behind a dash.</param>
/// <param name="Description">What it plays, in a line.</param>
/// <param name="Rounds">Times it is worth timing once it is warm; 0 where it is so long that the first play counts.</param>
/// <param name="Play">Plays it once, inputs prepared beforehand; it can be played again and always gives the same counts.</param>
public sealed record BenchmarkScenario(string Name, string Description, int Rounds, Func<CancellationToken, BenchmarkCounts> Play);
