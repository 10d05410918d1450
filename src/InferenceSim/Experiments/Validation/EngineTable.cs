using System.Globalization;
using System.Text.RegularExpressions;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Validation;

/// <summary>Engine generations and the rules that name them (<c>data/engines.json</c>).</summary>
/// <param name="Generations">The generations.</param>
/// <param name="Rules">The rules, tried in order.</param>
public sealed partial record EngineTable(IReadOnlyList<EngineGeneration> Generations, IReadOnlyList<EngineRule> Rules)
{
    private static readonly Lazy<EngineTable> s_shipped = new(() => ValidationData.Read("engines.json", ValidationJson.Default.EngineTable));

    /// <summary>The table that comes with the library.</summary>
    public static EngineTable Shipped => s_shipped.Value;

    /// <summary>The generation called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidConfigurationException">There is none.</exception>
    public EngineGeneration Named(string name) => Generations.FirstOrDefault(g => g.Name == name)
        ?? throw new InvalidConfigurationException($"unknown engine generation '{name}': {NearestNames.Hint(name, [.. Generations.Select(g => g.Name)])}");

    /// <summary>The generation of an engine, or <c>null</c> if no rule knows it.</summary>
    public EngineGeneration? Find(string engine, string version)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(version);
        EngineRule? rule = Rules.FirstOrDefault(r => Matches(r, engine, version));
        return rule is null ? null : Named(rule.Generation);
    }

    private static bool Matches(EngineRule rule, string engine, string version) =>
        engine.Contains(rule.Engine, StringComparison.OrdinalIgnoreCase)
        && (rule.VersionContains is null || version.Contains(rule.VersionContains, StringComparison.OrdinalIgnoreCase))
        && (rule.Below is null || (Numbers(version) is { } own && own.CompareTo(Numbers(rule.Below)!.Value) < 0));

    /// <summary>Major and minor number of the first version in a text; images and forks write more around it.</summary>
    private static (int Major, int Minor)? Numbers(string text)
    {
        Match match = VersionPattern().Match(text);
        return match.Success
            ? (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"(\d+)\.(\d+)")]
    private static partial Regex VersionPattern();
}
