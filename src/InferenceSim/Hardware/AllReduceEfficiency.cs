namespace InferenceSim.Hardware;

/// <summary>
/// All-reduce inside one interconnect domain. The measured table holds for accelerators whose link is as fast as the one it was measured
/// on; all others use the closed form of a ring on their own link.
/// </summary>
public sealed record AllReduceEfficiency
{
    /// <summary>Link rate per direction of the machine the table was measured on, in bytes per second; <c>null</c> without a table.</summary>
    public double? MeasuredLinkBytesPerSecond { get; init; }

    /// <summary>Measured times by group size, ascending; empty without a table.</summary>
    public IReadOnlyList<AllReduceGroup> Groups { get; init => field = value ?? []; } = [];

    /// <summary>Closed form: fixed time of a group of two.</summary>
    public required double LatencySeconds { get; init; }

    /// <summary>Closed form: added to the fixed time at each doubling of the group beyond two.</summary>
    public required double LatencyPerDoublingSeconds { get; init; }

    /// <summary>Closed form: share of the link rate that a ring reaches, by group size; in a mesh of direct links a small group uses few of them.</summary>
    public required IReadOnlyList<SharePoint> LinkShareByAccelerators { get; init; }

    /// <summary>What the table and the closed form rest on.</summary>
    public required string Source { get; init; }

    /// <summary>How well the table holds between its sizes, where it was made here.</summary>
    public FitQuality? Fit { get; init; }

    /// <summary>Whether the table applies to a link of this rate (within 1%).</summary>
    public bool HasTableFor(double linkBytesPerSecond) =>
        Groups.Count > 0 && MeasuredLinkBytesPerSecond is double measured && Math.Abs((linkBytesPerSecond / measured) - 1) < 0.01;

    /// <summary>Seconds of one all-reduce of <paramref name="bytes"/> (the size of each participant's buffer) over <paramref name="accelerators"/>.</summary>
    public double Seconds(int accelerators, double bytes, double linkBytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);
        if (accelerators == 1 || bytes <= 0)
        {
            return 0;
        }

        return HasTableFor(linkBytesPerSecond) ? FromTable(accelerators, bytes) : ClosedForm(accelerators, bytes, linkBytesPerSecond);
    }

    // A ring moves 2 (n-1)/n of the buffer over every link (Patarasuk and Yuan, 2009).
    private double ClosedForm(int n, double bytes, double linkBytesPerSecond) =>
        LatencySeconds
        + (LatencyPerDoublingSeconds * Math.Log2(n / 2.0))
        + (2.0 * (n - 1) / n * bytes / (SharePoint.Interpolate(LinkShareByAccelerators, n) * linkBytesPerSecond));

    private double FromTable(int n, double bytes)
    {
        for (int i = 0; i < Groups.Count; i++)
        {
            AllReduceGroup group = Groups[i];
            if (n == group.Accelerators)
            {
                return group.Seconds(bytes);
            }

            if (n < group.Accelerators)
            {
                AllReduceGroup below = Groups[Math.Max(0, i - 1)];
                double f = below == group ? 0 : Math.Log((double)n / below.Accelerators) / Math.Log((double)group.Accelerators / below.Accelerators);
                return below.Seconds(bytes) + (f * (group.Seconds(bytes) - below.Seconds(bytes)));
            }
        }

        // Beyond the measured groups: the largest one's time plus the closed form's extra hops; bandwidth per link stays.
        AllReduceGroup last = Groups[^1];
        return last.Seconds(bytes) + (LatencyPerDoublingSeconds * Math.Log2((double)n / last.Accelerators));
    }
}
