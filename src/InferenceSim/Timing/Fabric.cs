using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>
/// Collectives of one layout's accelerators, inside an interconnect domain as measured or by the closed form of the profile, and across
/// domains over the network in two levels.
/// </summary>
/// <param name="accelerator">The accelerators.</param>
/// <param name="collectives">Whose all-reduce is used.</param>
internal sealed class Fabric(Accelerator accelerator, CollectiveKind collectives)
{
    // Achieved share of a network adapter's line rate and time of a message between nodes: Mooncake transfer engine and AWS EFA figures
    // (0.74 to 0.97 of line rate, 20 to 50 us with software; 2025-2026).
    private const double NetworkShare = 0.8;
    private const double NetworkSeconds = 2e-5;

    // A message inside a domain: NCCL start-up of two H100 (aiconfigurator, 2026-08-21).
    private const double MessageSeconds = 6e-6;

    private readonly double _link = accelerator.Interconnect.BytesPerSecondPerDirection ?? 0;
    private readonly AllReduceEfficiency _allReduce = accelerator.AllReduce(collectives);

    private double Network => NetworkShare * (accelerator.Interconnect.NetworkBitsPerSecond ?? 0) / 8;

    /// <summary>Seconds of an all-reduce of <paramref name="bytes"/> over <paramref name="devices"/>.</summary>
    public double AllReduce(int devices, double bytes)
    {
        int domain = accelerator.Interconnect.DomainSize;
        if (devices <= domain)
        {
            return _allReduce.Seconds(devices, bytes, _link);
        }

        // Reduce inside, exchange each accelerator's share between the nodes, gather inside: the inner two are one all-reduce.
        int nodes = (devices + domain - 1) / domain;
        double outer = NetworkSeconds * Math.Ceiling(Math.Log2(nodes)) + (2.0 * (nodes - 1) / nodes * bytes / domain / Network);
        return _allReduce.Seconds(domain, bytes, _link) + outer;
    }

    /// <summary>Seconds of an all-gather whose result is <paramref name="bytes"/>: the second half of a ring all-reduce.</summary>
    public double AllGather(int devices, double bytes) => AllReduce(devices, bytes) / 2;

    /// <summary>Seconds of an exchange in which each of <paramref name="devices"/> sends <paramref name="bytes"/>, spread evenly over all.</summary>
    public double AllToAll(int devices, double bytes)
    {
        int domain = accelerator.Interconnect.DomainSize;
        int inside = Math.Min(devices, domain);
        double inner = Inside(inside, bytes * inside / devices);
        if (devices <= domain)
        {
            return inner;
        }

        // The share for other nodes leaves through each accelerator's own adapter while the inner share moves.
        double remote = bytes * (devices - inside) / devices;
        return Math.Max(inner, NetworkSeconds + (remote / Network));
    }

    /// <summary>Seconds of passing <paramref name="bytes"/> to the next stage of a pipeline that spans <paramref name="devices"/>.</summary>
    public double Send(int devices, double bytes) => devices <= accelerator.Interconnect.DomainSize
        ? MessageSeconds + (bytes / (NetworkShare * _link))
        : NetworkSeconds + (bytes / Network);

    private double Inside(int devices, double bytes) => accelerator.AllToAll is AllReduceEfficiency measured
        ? measured.Seconds(devices, bytes, _link)
        : _allReduce.Seconds(devices, bytes, _link) / 2;
}
