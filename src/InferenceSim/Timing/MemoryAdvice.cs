using System.Globalization;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>Says why a model does not fit, with the arithmetic, and searches for what would.</summary>
internal static class MemoryAdvice
{
    private static readonly NumberFormat[] s_smaller = [NumberFormat.Fp8, NumberFormat.Int8, NumberFormat.Int4];

    public static string Reason(
        MemoryPlan plan, ServingLayout layout, double memoryUtilization, int blockSize, int maxSequences, int tokenBudget)
    {
        long left = plan.BudgetBytes - plan.WeightBytes - plan.ActivationBytes - plan.RuntimeReserveBytes - plan.WindowBytes;
        string arithmetic = string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(layout)} does not fit: {Gb(layout.Accelerator.UsableBytes)} shown x {memoryUtilization} = {Gb(plan.BudgetBytes)}, "
            + $"less weights {Gb(plan.WeightBytes)}, activations {Gb(plan.ActivationBytes)}, runtime {Gb(plan.RuntimeReserveBytes)}{(plan.WindowBytes > 0 ? $", windows {Gb(plan.WindowBytes)}" : "")} "
            + $"leaves {Gb(left)} per accelerator, and a KV block of {blockSize} tokens takes {plan.BlockBytes / 1e6:0.###} MB");
        string[] fitting =
        [
            .. Candidates(layout, c => c.Unsupported() is null
                    && MemoryPlan.Measure(c, memoryUtilization, blockSize, maxSequences, tokenBudget).Feasible)
                .Select(c => $"tp {c.TensorParallel} {(c.PipelineParallel > 1 ? $"pp {c.PipelineParallel} " : "")}{Text(c.WeightFormat)}"),
        ];
        return fitting.Length > 0
            ? $"{arithmetic}; would fit: {string.Join(", ", fitting)}"
            : $"{arithmetic}; no tensor parallelism within the domain of {layout.Accelerator.Interconnect.DomainSize} fits in any format";
    }

    // The fewest accelerators in the same format, then the first two smaller formats from few accelerators upwards.
    private static IEnumerable<ServingLayout> Candidates(ServingLayout layout, Func<ServingLayout, bool> fits)
    {
        IEnumerable<ServingLayout> wider = Widths(layout).Where(tp => tp > layout.TensorParallel).Select(tp => layout with { TensorParallel = tp });
        IEnumerable<ServingLayout> smaller =
            from tp in Widths(layout)
            from format in s_smaller
            where format != layout.WeightFormat
            select layout with { TensorParallel = tp, WeightFormat = format };
        return [.. wider.Where(fits).Take(1), .. smaller.Where(fits).Take(2)];
    }

    private static IEnumerable<int> Widths(ServingLayout layout)
    {
        for (int tp = 1; tp <= layout.Accelerator.Interconnect.DomainSize; tp *= 2)
        {
            yield return tp;
        }
    }

    private static string Name(ServingLayout layout) =>
        $"{layout.Model.Name} in {Text(layout.WeightFormat)} on {layout.Accelerators} x {layout.Accelerator.Name}";

    private static string Text(NumberFormat format) => format.ToString().ToLowerInvariant();

    private static string Gb(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB");
}
