using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>What <c>--preemption swap</c> means on an accelerator.</summary>
internal static class SwapChoice
{
    // vLLM V0's swap_space.
    private const double DefaultGib = 4;

    // Achieved share of the host link's rate: 55.4 of 63 GB/s over PCIe 5 x16, host to device (ml-engineering, 2026).
    private const double LinkShare = 0.88;

    private const double Gib = 1L << 30;

    /// <summary>The host memory for blocks of a layout, each accelerator with a link of its own; <c>null</c> if its rate is not known.</summary>
    public static HostSwap? Of(Scenario scenario, ServingLayout layout, long blockBytes)
    {
        if (layout.Accelerator.Interconnect.HostBytesPerSecond is not double rate)
        {
            return null;
        }

        double blocks = (scenario.SwapGib ?? DefaultGib) * Gib / blockBytes;
        SimDuration each = SimDuration.FromSeconds(blockBytes / (LinkShare * rate));
        return new HostSwap((int)Math.Min(int.MaxValue, blocks), each.Picoseconds, blockBytes * layout.Accelerators);
    }
}
