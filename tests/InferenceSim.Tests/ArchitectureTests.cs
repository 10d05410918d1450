using System.Reflection;
using InferenceSim.Simulation;

namespace InferenceSim.Tests;

/// <summary>Dependencies between the rooms of the library point one way.</summary>
[TestFixture]
public sealed class ArchitectureTests
{
    // A room may know the rooms of earlier lines, not those of its own line.
    private static readonly string[][] s_floors =
    [
        ["Simulation"],
        ["Metrics", "Workloads", "Models", "Hardware"],
        ["Timing", "KvCache"],
        ["Scheduling"],
        ["Serving"],
        ["Economics"],
        ["Experiments"],
        ["Results"],
    ];

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Test]
    public void NoRoomKnowsOneAboveIt()
    {
        string[] wrong = [.. typeof(SimTime).Assembly.GetTypes()
            .Where(t => Floor(t) >= 0)
            .SelectMany(t => Known(t).Select(k => (From: t, To: k)))
            .Where(d => Floor(d.To) >= 0 && Room(d.To) != Room(d.From) && Floor(d.To) >= Floor(d.From))
            .Select(d => $"{Room(d.From)}.{d.From.Name} knows {Room(d.To)}.{d.To.Name}")
            .Distinct()];
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void EveryTypeLivesInARoom()
    {
        string[] homeless = [.. typeof(SimTime).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("InferenceSim", StringComparison.Ordinal) == true && Floor(t) < 0)
            .Select(t => t.FullName!)];
        Assert.That(homeless, Is.Empty);
    }

    private static string Room(Type type) => (type.Namespace ?? "").Split('.').ElementAtOrDefault(1) ?? "";

    private static int Floor(Type type) => Array.FindIndex(s_floors, f => f.Contains(Room(type)));

    /// <summary>Types a type mentions in its base, interfaces, fields, signatures and the locals of its methods.</summary>
    private static IEnumerable<Type> Known(Type type)
    {
        IEnumerable<Type> mentioned = type.GetInterfaces()
            .Concat(type.BaseType is { } b ? [b] : [])
            .Concat(type.GetFields(All).Select(f => f.FieldType))
            .Concat(type.GetMethods(All).SelectMany(Mentioned))
            .Concat(type.GetConstructors(All).SelectMany(Mentioned));
        return mentioned.SelectMany(Unwrap).Where(t => t.Assembly == typeof(SimTime).Assembly);
    }

    private static IEnumerable<Type> Mentioned(MethodBase method) =>
        method.GetParameters().Select(p => p.ParameterType)
            .Concat(method is MethodInfo info ? [info.ReturnType] : [])
            .Concat(method.GetMethodBody()?.LocalVariables.Select(l => l.LocalType) ?? []);

    private static IEnumerable<Type> Unwrap(Type type) =>
        type.HasElementType ? Unwrap(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Unwrap).Append(type.GetGenericTypeDefinition())
        : [type];
}
