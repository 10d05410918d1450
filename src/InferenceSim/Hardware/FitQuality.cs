namespace InferenceSim.Hardware;

/// <summary>How well fitted figures reproduce what they were fitted on, and what they were not.</summary>
/// <param name="Data">The measurements: file, device and kernel.</param>
/// <param name="Rows">Rows the figures were fitted on.</param>
/// <param name="MedianError">Median of |predicted / measured - 1| over those rows.</param>
/// <param name="P90Error">Its 90th percentile.</param>
/// <param name="HeldOutRows">Rows kept apart (every fifth shape, by a hash of the shape).</param>
/// <param name="HeldOutMedianError">Median error over the rows kept apart.</param>
/// <param name="HeldOutP90Error">Its 90th percentile.</param>
public sealed record FitQuality(
    string Data,
    int Rows,
    double MedianError,
    double P90Error,
    int HeldOutRows,
    double HeldOutMedianError,
    double HeldOutP90Error);
