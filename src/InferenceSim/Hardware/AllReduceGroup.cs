namespace InferenceSim.Hardware;

/// <summary>Measured all-reduce times of one group size.</summary>
/// <param name="Accelerators">Participants.</param>
/// <param name="Points">Times by buffer size, ascending.</param>
public sealed record AllReduceGroup(int Accelerators, IReadOnlyList<AllReducePoint> Points)
{
    /// <summary>Seconds for <paramref name="bytes"/>: straight in log-log between points, flat below the first, at the last point's bandwidth above.</summary>
    public double Seconds(double bytes)
    {
        if (bytes <= Points[0].Bytes)
        {
            return Points[0].Seconds;
        }

        for (int i = 1; i < Points.Count; i++)
        {
            AllReducePoint a = Points[i - 1], b = Points[i];
            if (bytes == b.Bytes)
            {
                return b.Seconds;
            }

            if (bytes < b.Bytes)
            {
                double f = Math.Log(bytes / a.Bytes) / Math.Log(b.Bytes / a.Bytes);
                return a.Seconds * Math.Pow(b.Seconds / a.Seconds, f);
            }
        }

        return Points[^1].Seconds * bytes / Points[^1].Bytes;
    }
}
