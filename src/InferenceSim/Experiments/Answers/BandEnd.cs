namespace InferenceSim.Experiments.Answers;

/// <summary>How a run is judged: as predicted, or at an end of the error band of its prediction.</summary>
internal enum BandEnd
{
    /// <summary>Every token as much quicker as the band allows.</summary>
    Fast,

    /// <summary>As predicted.</summary>
    Predicted,

    /// <summary>Every token as much slower as the band allows.</summary>
    Slow,
}

/// <summary>What a run says at an end of its band.</summary>
internal static class BandEnds
{
    /// <summary>Factor on the cost of a token there; <c>null</c> where nobody knows the band.</summary>
    public static double? CostFactor(this BandEnd end, PointResult result) => end switch
    {
        BandEnd.Fast => result.Error?.CostLow,
        BandEnd.Slow => result.Error?.CostHigh,
        _ => 1,
    };

    /// <summary>Margin there; <c>null</c> where nothing ran, nothing is earned, or nobody knows the band.</summary>
    public static double? Margin(this BandEnd end, PointResult result) =>
        end.CostFactor(result) is double factor ? (double?)result.Economics?.Slower((decimal)factor).Account.GrossMargin : null;
}
