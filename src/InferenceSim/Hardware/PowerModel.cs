namespace InferenceSim.Hardware;

/// <summary>
/// What one accelerator draws while it works: static power, plus a part for the bandwidth and one for the arithmetic it uses, so that
/// energies of segments add up: <c>E = static * time + joules per byte * bytes + joules per FLOP * FLOPs</c>, bounded by the power cap.
/// </summary>
/// <param name="Name">The accelerator it was fitted on.</param>
/// <param name="StaticWatts">Drawn whenever it is busy, clocks up.</param>
/// <param name="MemoryWattsAtPeak">Added at full memory bandwidth.</param>
/// <param name="ComputeWattsAtPeak">Added at the full peak FLOP rate; more than any accelerator could hold, which is why big GEMMs run at the cap.</param>
/// <param name="CapWatts">The power cap.</param>
/// <param name="IdleWatts">Drawn with a model loaded and nothing to do.</param>
/// <param name="Evidence">What the figures rest on.</param>
/// <param name="Source">Where they come from.</param>
public sealed record PowerModel(
    string Name,
    double StaticWatts,
    double MemoryWattsAtPeak,
    double ComputeWattsAtPeak,
    double CapWatts,
    double IdleWatts,
    Evidence Evidence,
    string Source)
{
    private const string Fitted = "h100-sxm";

    private static readonly EmbeddedProfiles<PowerModel> s_profiles =
        new("power", "power model", (stream, source) => ProfileReader.Read(stream, source, HardwareJson.Default.PowerModel));

    /// <summary>
    /// The power model of <paramref name="accelerator"/>: fitted where there are measurements, else the H100's in proportion to the thermal
    /// design power, else <c>null</c>.
    /// </summary>
    public static PowerModel? Of(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        if (s_profiles.Names.Contains(accelerator.Name))
        {
            return s_profiles.Find(accelerator.Name);
        }

        if (accelerator.Power.TdpWatts is not double tdp)
        {
            return null;
        }

        PowerModel h100 = s_profiles.Find(Fitted);
        double scale = tdp / h100.CapWatts;
        return new PowerModel(
            accelerator.Name, h100.StaticWatts * scale, h100.MemoryWattsAtPeak * scale, h100.ComputeWattsAtPeak * scale, tdp,
            accelerator.Power.IdleLoadedWatts ?? accelerator.Power.IdleWatts ?? h100.IdleWatts * scale,
            Evidence.Transferred, FormattableString.Invariant($"the H100's, in proportion to the thermal design power of {tdp:0} W"));
    }
}
