using InferenceSim.Hardware;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>The front end that belongs to an engine generation.</summary>
internal static class FrontEndTimes
{
    /// <summary>
    /// That of <paramref name="host"/>; none without one. Each replica brings its own: together they pass requests on as many times as fast.
    /// </summary>
    public static FrontEndOptions Of(HostOverhead? host, int replicas = 1) => new()
    {
        Latency = SimDuration.FromSeconds(host?.FrontEndSeconds ?? 0),
        PerRequest = SimDuration.FromSeconds((host?.FrontEndRequestSeconds ?? 0) / replicas),
        PerPromptToken = SimDuration.FromSeconds((host?.FrontEndPromptTokenSeconds ?? 0) / replicas),
    };
}
