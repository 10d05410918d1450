using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>Routers by the names that users give.</summary>
internal static class RouterNames
{
    private static readonly Dictionary<string, RouterKind> s_byName = new(StringComparer.Ordinal)
    {
        ["round-robin"] = RouterKind.RoundRobin,
        ["random"] = RouterKind.Random,
        ["least-requests"] = RouterKind.LeastRequests,
        ["least-tokens"] = RouterKind.LeastTokens,
        ["power-of-two"] = RouterKind.PowerOfTwo,
        ["session-affinity"] = RouterKind.SessionAffinity,
        ["prefix-affinity"] = RouterKind.PrefixAffinity,
        ["prefix-aware"] = RouterKind.PrefixAware,
        ["central-queue"] = RouterKind.CentralQueue,
    };

    /// <summary>The names, the default first.</summary>
    public static string[] Names { get; } = [.. s_byName.Keys];

    /// <summary>The router called <paramref name="name"/>, which is one of <see cref="Names"/>.</summary>
    public static RouterKind Of(string name) => s_byName[name];
}
