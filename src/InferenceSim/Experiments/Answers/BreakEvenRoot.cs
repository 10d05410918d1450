namespace InferenceSim.Experiments.Answers;

/// <summary>A point at which profit is zero.</summary>
/// <param name="Value">Where, in the unit of the answer.</param>
/// <param name="Seeds">The 95% interval over seeds; <c>null</c> where there is none.</param>
/// <param name="At">The run at that point, which shows how near to zero its margin is.</param>
public sealed record BreakEvenRoot(double Value, BreakEvenRange? Seeds, PointResult At)
{
    /// <summary>
    /// Where it breaks even at the ends of the prediction's error band: every token so much quicker, or slower, than predicted. Both ends are the
    /// value itself where arrivals decide the throughput; <c>null</c> where nobody knows the band, or it breaks even nowhere at an end of it.
    /// </summary>
    public BreakEvenRange? Band { get; init; }

    /// <summary>Of something that is counted, the two neighbouring numbers between which the profit changes its sign.</summary>
    public BreakEvenRange? Pair { get; init; }

    /// <summary>Whether it breaks even nowhere at the slow end of the band.</summary>
    public bool IsLostInBand { get; init; }

    /// <summary>Both together: the band, each end moved out by the share that seeds move the value.</summary>
    public BreakEvenRange? Both => (Seeds, Band) switch
    {
        ({ } seeds, { } band) when Value > 0 => new BreakEvenRange(band.Low * Math.Min(1, seeds.Low / Value), band.High * Math.Max(1, seeds.High / Value)),
        _ => Band ?? (IsLostInBand ? null : Seeds),
    };

    /// <summary>Margin of the run at the point, as a share of its revenue.</summary>
    public double Margin => (double)At.Economics!.Account.GrossMargin!.Value;
}

/// <summary>From where to where.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record BreakEvenRange(double Low, double High);
