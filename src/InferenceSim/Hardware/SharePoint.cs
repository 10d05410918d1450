namespace InferenceSim.Hardware;

/// <summary>A point of an efficiency curve.</summary>
/// <param name="At">Where: tokens or bytes, as the curve says.</param>
/// <param name="Share">Share of peak there, above 0 and at most 1.</param>
public sealed record SharePoint(double At, double Share)
{
    /// <summary>The share at <paramref name="x"/>: straight in log x between points, flat before the first and after the last.</summary>
    public static double Interpolate(IReadOnlyList<SharePoint> points, double x)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        if (x <= points[0].At)
        {
            return points[0].Share;
        }

        for (int i = 1; i < points.Count; i++)
        {
            if (x < points[i].At)
            {
                SharePoint a = points[i - 1], b = points[i];
                double f = Math.Log(x / a.At) / Math.Log(b.At / a.At);
                return a.Share + (f * (b.Share - a.Share));
            }
        }

        return points[^1].Share;
    }
}
