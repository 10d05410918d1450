using System.Globalization;
using System.Reflection;

namespace InferenceSim.Experiments;

/// <summary>What the text of a field means.</summary>
public enum FieldKind
{
    /// <summary>A name, a path or a small specification.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>on</c> or <c>off</c>.</summary>
    Switch,
}

/// <summary>
/// One thing that can be asked in a <see cref="Scenario"/>, as text: the flag of the command line, the axis of a sweep.
/// </summary>
public sealed class ScenarioField
{
    // A field of a scenario is the property that has its name; commands read numbers of their own with others.
    private static readonly PropertyInfo[] s_properties = typeof(Scenario).GetProperties();

    private readonly Func<Scenario, string, Scenario> _apply;
    private readonly PropertyInfo? _property;

    internal ScenarioField(string name, FieldKind kind, string valueName, string description, Func<Scenario, string, Scenario> apply)
    {
        Name = name;
        Kind = kind;
        ValueName = valueName;
        Description = description;
        _apply = apply;
        string property = string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        _property = Array.Find(s_properties, p => p.Name == property);
    }

    /// <summary>Name in a scenario file, <c>snake_case</c>.</summary>
    public string Name { get; }

    /// <summary>Name on the command line: <c>--kebab-case</c>.</summary>
    public string Flag => "--" + Name.Replace('_', '-');

    /// <summary>What its text means.</summary>
    public FieldKind Kind { get; }

    /// <summary>A word for its value in help texts.</summary>
    public string ValueName { get; }

    /// <summary>One sentence for help texts.</summary>
    public string Description { get; }

    /// <summary>Whether a sweep takes a list of its values; <c>false</c> where a comma is part of one.</summary>
    public bool IsAxis { get; init; } = true;

    /// <summary>The scenario with this field set from <paramref name="text"/>.</summary>
    /// <exception cref="UsageException">The text is not a value of the field; the message says what is allowed.</exception>
    public Scenario Apply(Scenario scenario, string text) => _apply(scenario, text);

    /// <summary>What <paramref name="scenario"/> asks of it; <c>null</c> where it says nothing.</summary>
    public object? Asked(Scenario scenario) => _property?.GetValue(scenario);

    internal static ScenarioField Text(
        string name, string valueName, string description, Func<Scenario, string, Scenario> set, params string[] allowed) =>
        TextOf(name, valueName, description, set, () => allowed);

    /// <summary>The same where the names are read only if a value is given: reading them takes longer than a help text may.</summary>
    internal static ScenarioField TextOf(
        string name, string valueName, string description, Func<Scenario, string, Scenario> set, Func<string[]> allowedNames) =>
        new(name, FieldKind.Text, valueName, description, (scenario, text) =>
        {
            string[] allowed = allowedNames();
            if (allowed.Length > 0 && !allowed.Contains(text, StringComparer.Ordinal))
            {
                throw new UsageException($"--{name.Replace('_', '-')} {text}: allowed are {string.Join(", ", allowed)}");
            }

            return text.Length == 0
                ? throw new UsageException($"--{name.Replace('_', '-')}: the value is empty")
                : set(scenario, text);
        });

    /// <summary>A field that is a whole number.</summary>
    /// <param name="name">Its name, <c>snake_case</c>.</param>
    /// <param name="description">One sentence for help texts.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="set">The scenario with the value in it.</param>
    public static ScenarioField Integer(
        string name, string description, int min, int max, Func<Scenario, int, Scenario> set) =>
        new(name, FieldKind.Integer, "n", description, (scenario, text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
                ? set(scenario, value)
                : throw new UsageException(FormattableString.Invariant(
                    $"--{name.Replace('_', '-')} {text}: a whole number from {min} to {max} is expected")));

    internal static ScenarioField Number(
        string name, string valueName, string description, double min, double max, Func<Scenario, double, Scenario> set, bool excludeMin = false) =>
        new(name, FieldKind.Number, valueName, description, (scenario, text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value <= max && (excludeMin ? value > min : value >= min)
                ? set(scenario, value)
                : throw new UsageException(FormattableString.Invariant(
                    $"--{name.Replace('_', '-')} {text}: a number {(excludeMin ? "above" : "from")} {min} {(excludeMin ? "and up " : "")}to {max} is expected")));

    internal static ScenarioField Switch(string name, string description, Func<Scenario, bool, Scenario> set) =>
        new(name, FieldKind.Switch, "on|off", description, (scenario, text) => text switch
        {
            "on" or "true" => set(scenario, true),
            "off" or "false" => set(scenario, false),
            _ => throw new UsageException($"--{name.Replace('_', '-')} {text}: on or off is expected"),
        });
}
