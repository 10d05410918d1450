namespace InferenceSim.Experiments;

/// <summary>A field of the scenario that a sweep varies, with the values it takes.</summary>
/// <param name="Field">What is varied.</param>
/// <param name="Values">Its values, as text, in order.</param>
public sealed record SweepAxis(ScenarioField Field, IReadOnlyList<string> Values);
