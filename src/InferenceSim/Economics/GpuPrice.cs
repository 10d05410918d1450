namespace InferenceSim.Economics;

/// <summary>What an accelerator costs per hour, and who says so.</summary>
/// <param name="UsdPerGpuHour">US dollars for one accelerator for one hour, at least 0.</param>
/// <param name="Source">Where the figure comes from, with its date; for a price given by the user, that it was given.</param>
public sealed record GpuPrice(double UsdPerGpuHour, string Source);
