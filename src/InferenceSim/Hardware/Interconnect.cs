namespace InferenceSim.Hardware;

/// <summary>How an accelerator reaches its peers and its host.</summary>
public sealed record Interconnect
{
    /// <summary>The link between accelerators, as its makers call it.</summary>
    public required string Kind { get; init; }

    /// <summary>Bytes per second from one accelerator to its peers, one direction, all its links together; <c>null</c> where it has none.</summary>
    public double? BytesPerSecondPerDirection { get; init; }

    /// <summary>Accelerators that reach each other at that rate (a node or a rack).</summary>
    public required int DomainSize { get; init; }

    /// <summary>Bytes per second to the host, one direction.</summary>
    public double? HostBytesPerSecond { get; init; }

    /// <summary>Network bits per second of one accelerator's share of the node's adapters.</summary>
    public double? NetworkBitsPerSecond { get; init; }
}
