namespace InferenceSim.Metrics;

/// <summary>The values first, first + step, ..., each counted several times: the gaps between tokens in a leap.</summary>
/// <param name="First">The first value.</param>
/// <param name="Step">What each value is larger than the one before, not negative.</param>
/// <param name="Terms">How many values.</param>
/// <param name="Weight">How often each counts.</param>
internal readonly record struct ValueRun(long First, long Step, int Terms, int Weight);
