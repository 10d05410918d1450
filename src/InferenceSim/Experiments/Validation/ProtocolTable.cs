namespace InferenceSim.Experiments.Validation;

/// <summary>How each source measures (<c>data/protocols.json</c>).</summary>
/// <param name="Default">For sources that no entry names, and for what entries leave out.</param>
/// <param name="Sources">The entries; the first that names a source is its.</param>
public sealed record ProtocolTable(Protocol Default, IReadOnlyList<Protocol> Sources)
{
    private static readonly Lazy<ProtocolTable> s_shipped = new(() => ValidationData.Read("protocols.json", ValidationJson.Default.ProtocolTable));

    /// <summary>The table that comes with the library.</summary>
    public static ProtocolTable Shipped => s_shipped.Value;

    /// <summary>The protocol of a source.</summary>
    public Protocol Find(string sourceKey)
    {
        ArgumentNullException.ThrowIfNull(sourceKey);
        return Sources.FirstOrDefault(p => p.SourceKeys.Any(k => Names(k, sourceKey)))?.Over(Default) ?? Default;
    }

    private static bool Names(string pattern, string sourceKey) => pattern.EndsWith('*')
        ? sourceKey.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : sourceKey == pattern;
}
