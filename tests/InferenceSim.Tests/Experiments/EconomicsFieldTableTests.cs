using System.Reflection;
using System.Text.Json;
using InferenceSim.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>The table of the field <c>economics</c> in the questions' README has all that can be written there.</summary>
public class EconomicsFieldTableTests
{
    [Test]
    public void HasEveryField()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Repository.Root, "workloads", "questions", "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))];
        List<string> missing = [];
        foreach (PropertyInfo field in Fields(typeof(EconomicsChoice)))
        {
            string? row = rows.FirstOrDefault(r => r.Split('|')[1].Contains($"`{Name(field)}`", StringComparison.Ordinal));
            missing.AddRange(row is null
                ? [Name(field)]
                : Inside(Element(field.PropertyType)).Select(Name).Where(n => !row.Contains($"`{n}`", StringComparison.Ordinal)).Select(n => $"{Name(field)}: {n}"));
        }

        Assert.That(missing, Is.Empty);
    }

    /// <summary>What can be written in a value of a type; a part that has a row of its own is told there.</summary>
    private static IEnumerable<PropertyInfo> Inside(Type type) =>
        type.Namespace?.StartsWith("InferenceSim", StringComparison.Ordinal) != true || type.IsEnum || type == typeof(EconomicsChoice) || type == typeof(ScenarioChanges)
            ? []
            : Fields(type).SelectMany(f => (PropertyInfo[])[f, .. HasRow(Element(f.PropertyType)) ? [] : Inside(Element(f.PropertyType))]);

    private static bool HasRow(Type type) => Fields(typeof(EconomicsChoice)).Any(f => Element(f.PropertyType) == type);

    private static Type Element(Type type) =>
        Nullable.GetUnderlyingType(type) ?? (type.IsGenericType && type.GetGenericArguments() is [Type element] ? element : type);

    private static IEnumerable<PropertyInfo> Fields(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true });

    private static string Name(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
