namespace InferenceSim.Serving;

/// <summary>One direction of a replica's link, and the transfers that share it.</summary>
/// <param name="bytesPerSecond">Its bandwidth, more than 0.</param>
internal sealed class SharedLink(double bytesPerSecond)
{
    /// <summary>Its bandwidth in bytes per second.</summary>
    public double BytesPerSecond => bytesPerSecond;

    /// <summary>The transfers over it, in order of their beginning.</summary>
    public List<LinkFlow> Flows { get; } = [];

    /// <summary>Bandwidth that <see cref="MaxMinShares"/> has not given away.</summary>
    public double Left { get; set; }

    /// <summary>Transfers over it whose share is not known; 0 but while shares are computed.</summary>
    public int Open { get; set; }
}
