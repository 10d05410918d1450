namespace InferenceSim.Experiments.Validation;

/// <summary>Which generation an engine's name and version mean; rules are tried in order.</summary>
/// <param name="Engine">Text that the engine's name contains, in any case.</param>
/// <param name="Below">The version must be below this one, or <c>null</c> for any.</param>
/// <param name="VersionContains">The version text must contain this, or <c>null</c>.</param>
/// <param name="Generation">The generation.</param>
public sealed record EngineRule(string Engine, string Generation, string? Below = null, string? VersionContains = null);
