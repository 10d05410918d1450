namespace InferenceSim.Experiments.Accuracy;

/// <summary>Host terms fitted without one part of the measurements; with them the errors behind the bands can be played again.</summary>
/// <param name="LeftOut">What parts are made of: <c>model on accelerator</c> or <c>accelerator</c>.</param>
/// <param name="Part">Which part was left out, from 0.</param>
/// <param name="Parts">Parts in all.</param>
/// <param name="Hosts">Engine generation to fitted terms, by name, in seconds.</param>
public sealed record LeftOutFit(
    string LeftOut, int Part, int Parts, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Hosts);
