using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Economics;

/// <summary>What was asked for in a day and not served.</summary>
/// <param name="Requests">Requests a day.</param>
/// <param name="InputTokens">Their input tokens.</param>
/// <param name="OutputTokens">The output tokens that would have answered them.</param>
public sealed record UnservedUse(decimal Requests, decimal InputTokens, decimal OutputTokens)
{
    /// <summary>A window's unserved requests scaled to a day.</summary>
    public static UnservedUse Of(UnservedDemand demand, SimDuration window)
    {
        decimal perDay = DailyUse.SecondsPerDay * SimDuration.PicosecondsPerSecond / window.Picoseconds;
        return new(demand.Requests * perDay, demand.PromptTokens * perDay, demand.OutputTokens * perDay);
    }
}
