using System.Globalization;
using InferenceSim.Hardware;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>
/// A tier of the KV cache as a flag or a scenario file writes it: <c>host:64GiB</c>, <c>ssd:2TB:7GB/s:100us</c>; several joined by <c>+</c>,
/// nearest first. Bandwidth and latency are those of the replica as a whole.
/// </summary>
/// <param name="Kind">Where it lies.</param>
/// <param name="CapacityBytes">Its capacity.</param>
/// <param name="BytesPerSecond">Bandwidth towards the accelerators, or <c>null</c> for the default of the kind.</param>
/// <param name="LatencySeconds">Latency of a transfer, or <c>null</c> for the default of the kind.</param>
internal sealed record KvTierText(KvTierKind Kind, double CapacityBytes, double? BytesPerSecond, double? LatencySeconds)
{
    public const string Forms = "host:64GiB, ssd:1TiB or remote:10TB, each with :BANDWIDTH:LATENCY if wanted (ssd:1TiB:7GB/s:100us), joined by +, or off";

    // PCIe 5 x16 host to device: 55.4 of 63 GB/s measured. Network: 80% of the line rate and up to 50 us (Mooncake, Splitwise).
    private const double HostShare = 0.88;
    private const double NetworkShare = 0.8;

    // An assumption: one PCIe 4 x4 drive for each accelerator, as data sheets state sequential reads.
    private const double DriveBytesPerSecond = 7e9;

    private static readonly (string Name, double Factor)[] s_sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("PiB", 1L << 50), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("PB", 1e15), ("B", 1),
    ];

    private static readonly (string Name, double Factor)[] s_times = [("us", 1e-6), ("ms", 1e-3), ("s", 1)];

    /// <summary>Reads the tiers of a text.</summary>
    /// <exception cref="UsageException">It is none of <see cref="Forms"/>, or a kind comes twice or out of order.</exception>
    public static IReadOnlyList<KvTierText> Parse(string text)
    {
        if (text == "off")
        {
            return [];
        }

        KvTierText[] tiers = [.. text.Split('+').Select(t => One(t, text))];
        return tiers.Zip(tiers.Skip(1)).All(p => p.First.Kind < p.Second.Kind)
            ? tiers
            : throw new UsageException($"--kv-tiers {text}: each kind once, in the order host, ssd, remote");
    }

    /// <summary>The tier of a replica.</summary>
    /// <param name="accelerator">What it hangs on.</param>
    /// <param name="accelerators">How many of them the replica has, each with a link of its own.</param>
    /// <param name="blockBytes">Bytes of a block on one of them.</param>
    /// <exception cref="UsageException">No bandwidth is given, and the accelerator's profile tells none.</exception>
    public KvTierOptions Options(Accelerator accelerator, int accelerators, long blockBytes)
    {
        double bandwidth = BytesPerSecond ?? accelerators * (Default(accelerator.Interconnect) ?? throw new UsageException(
            $"--kv-tiers: the profile of {accelerator.Name} tells no bandwidth for {Name}: give one, as {Name}:1TB:25GB/s"));
        double latency = LatencySeconds ?? Kind switch { KvTierKind.Host => 20e-6, KvTierKind.Ssd => 100e-6, _ => 50e-6 };
        long bytes = blockBytes * accelerators;
        return new KvTierOptions(
            Kind,
            (int)Math.Min(int.MaxValue - 1, CapacityBytes / bytes),
            bytes,
            Math.Max(1, SimDuration.FromSeconds(bytes / bandwidth).Picoseconds),
            SimDuration.FromSeconds(latency));
    }

    private string Name => Kind.ToString().ToLowerInvariant();

    private double? Default(Interconnect links) => Kind switch
    {
        KvTierKind.Host => HostShare * links.HostBytesPerSecond,
        KvTierKind.Ssd => DriveBytesPerSecond,
        _ => NetworkShare * links.NetworkBitsPerSecond / 8,
    };

    private static KvTierText One(string term, string text)
    {
        string[] parts = term.Split(':');
        string[] kinds = [.. Enum.GetNames<KvTierKind>().Select(k => k.ToLowerInvariant())];
        int kind = Array.IndexOf(kinds, parts[0]);
        if (kind < 0 || parts.Length is < 2 or > 4)
        {
            throw new UsageException($"--kv-tiers {text}: '{term}' is not understood; expected {Forms}");
        }

        return new KvTierText(
            (KvTierKind)kind,
            Quantity(parts[1], s_sizes, "", "a capacity, as 64GiB", text),
            parts.Length > 2 ? Quantity(parts[2], s_sizes, "/s", "a bandwidth, as 25GB/s", text) : null,
            parts.Length > 3 ? Quantity(parts[3], s_times, "", "a latency, as 100us", text) : null);
    }

    private static double Quantity(string part, (string Name, double Factor)[] units, string suffix, string expected, string text)
    {
        foreach ((string name, double factor) in units)
        {
            if (part.EndsWith(name + suffix, StringComparison.Ordinal)
                && double.TryParse(part[..^(name + suffix).Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return value * factor;
            }
        }

        throw new UsageException($"--kv-tiers {text}: '{part}' is no {expected[2..]}; expected {Forms}");
    }
}
