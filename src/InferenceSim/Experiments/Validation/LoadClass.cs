namespace InferenceSim.Experiments.Validation;

/// <summary>Sorts rows by how they are loaded, for tables and for the times to first token, which mean different things by load.</summary>
public sealed class LoadClass
{
    /// <summary>Open loop within this share of the highest sustained rate of its sweep counts as not overloaded.</summary>
    public const double SustainedShare = 0.8;

    private readonly Dictionary<SweepKey, double> _sustained;

    /// <summary>Finds the highest sustained rate of each sweep of open-loop rows.</summary>
    public LoadClass(IEnumerable<Measurement> measurements)
    {
        _sustained = measurements
            .Where(m => m.Mode == MeasuredMode.OpenLoop || (m.Mode == MeasuredMode.Offline && m.Load == double.PositiveInfinity))
            .Where(m => Sustained(m) > 0)
            .GroupBy(SweepKey.Of)
            .ToDictionary(g => g.Key, g => g.Max(Sustained));
    }

    /// <summary>Users, batch or rate, in classes.</summary>
    public static string Of(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return measurement.Mode switch
        {
            MeasuredMode.OpenLoop => "open loop",
            MeasuredMode.Offline when measurement.Load is not double load || double.IsInfinity(load) => "offline, all at once",
            MeasuredMode.Offline => $"offline {Range(measurement.Load.Value)}",
            _ => $"closed loop {Range(measurement.Load ?? 0)}",
        };
    }

    /// <summary>The class that a time to first token belongs to.</summary>
    public string OfFirstToken(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return measurement switch
        {
            { Mode: not MeasuredMode.OpenLoop, Load: 1 } => "single request",
            { Mode: MeasuredMode.ClosedLoop } => "closed loop",
            { Mode: MeasuredMode.Offline } => "offline",
            _ when measurement.Load <= SustainedShare * _sustained.GetValueOrDefault(SweepKey.Of(measurement)) => "open loop up to 0.8 of the sustained rate",
            _ => "open loop above 0.8 of the sustained rate",
        };
    }

    /// <summary>What the deployment was seen to keep up with: completions where they were published, else the offered rate.</summary>
    private static double Sustained(Measurement m) => m.Measured.TryGetValue("req_s", out double completed) ? completed
        : m.Load is double rate && double.IsFinite(rate) ? rate : 0;

    /// <summary>The class of a number of sequences.</summary>
    internal static string Range(double load) => load switch
    {
        <= 1 => "1",
        <= 8 => "2-8",
        <= 32 => "9-32",
        <= 128 => "33-128",
        _ => "above 128",
    };

    private readonly record struct SweepKey(
        GroupKey Group, string EngineVersion, int? Tp, double? InputTokens, double? OutputTokens, string Dataset)
    {
        public static SweepKey Of(Measurement m) => new(GroupKey.Of(m), m.EngineVersion, m.Tp, m.InputTokens, m.OutputTokens, m.Dataset);
    }
}
