using InferenceSim.Hardware;
using InferenceSim.Serving;

namespace InferenceSim.Economics;

/// <summary>
/// The energy of a run's accelerators over the measured window, from its totals: static power while busy, idle power otherwise, and what
/// every byte and every FLOP adds. Hosts, network and cooling are not in it.
/// </summary>
/// <param name="Joules">All accelerators together.</param>
/// <param name="MeanWattsPerAccelerator">Mean over the window, idle time included.</param>
/// <param name="BusyWattsPerAccelerator">Mean while busy, at most the power cap; <c>null</c> if never busy.</param>
/// <param name="JoulesPerOutputToken"><paramref name="Joules"/> over the output tokens; <c>null</c> if there were none.</param>
/// <param name="Model">The power model.</param>
public sealed record RunEnergy(
    double Joules, double MeanWattsPerAccelerator, double? BusyWattsPerAccelerator, double? JoulesPerOutputToken, PowerModel Model)
{
    /// <summary>The energy of <paramref name="report"/>.</summary>
    /// <param name="report">The run.</param>
    /// <param name="accelerators">How many accelerators each replica has.</param>
    /// <param name="peakFlopsPerSecond">Peak of a replica in the format of the weights.</param>
    /// <param name="peakBytesPerSecond">Peak memory bandwidth of a replica.</param>
    /// <param name="model">What one of them draws.</param>
    public static RunEnergy Of(
        SimulationReport report, int accelerators, double peakFlopsPerSecond, double peakBytesPerSecond, PowerModel model)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(model);
        double window = report.ReplicaSeconds;
        double busy = Math.Min(report.BusyTime.Seconds, window);
        double asked = (accelerators * model.StaticWatts * busy)
            + (accelerators * model.MemoryWattsAtPeak * ((double)report.Bytes / peakBytesPerSecond))
            + (accelerators * model.ComputeWattsAtPeak * ((double)report.Flops / peakFlopsPerSecond));

        // At the cap the clock falls; the efficiencies that price a step were measured with that, so only the power is bounded here.
        double working = Math.Min(asked, accelerators * model.CapWatts * busy);
        double joules = working + (accelerators * model.IdleWatts * (window - busy));
        return new RunEnergy(
            joules,
            window == 0 ? 0 : joules / window / accelerators,
            busy == 0 ? null : working / busy / accelerators,
            report.OutputTokens == 0 ? null : joules / report.OutputTokens,
            model);
    }

    /// <summary>The energy of a deployment from those of its groups.</summary>
    /// <param name="report">The run of the whole deployment.</param>
    /// <param name="groups">The energy of each group, what it did, and the accelerators that each of its replicas has.</param>
    public static RunEnergy Of(SimulationReport report, IReadOnlyList<(RunEnergy Energy, SimulationReport Report, int Accelerators)> groups)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(groups);
        if (groups is [var only])
        {
            return only.Energy;
        }

        double joules = groups.Sum(g => g.Energy.Joules);
        double time = groups.Sum(g => g.Accelerators * g.Report.ReplicaSeconds);
        double busy = groups.Sum(g => g.Accelerators * g.Report.BusyTime.Seconds);
        double working = groups.Sum(g => (g.Energy.BusyWattsPerAccelerator ?? 0) * g.Accelerators * g.Report.BusyTime.Seconds);

        // Of several power models the one that is known least well stands for the sum.
        return new RunEnergy(
            joules,
            time == 0 ? 0 : joules / time,
            busy == 0 ? null : working / busy,
            report.OutputTokens == 0 ? null : joules / report.OutputTokens,
            groups.Select(g => g.Energy.Model).MinBy(m => m.Evidence)!);
    }
}
