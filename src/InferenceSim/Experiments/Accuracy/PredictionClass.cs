using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// What predictions have in common whose errors are alike. A property that is <c>null</c> is not told apart. No class names a model, and
/// none an engine together with an accelerator: the architecture is a generation of chips.
/// </summary>
/// <param name="Kernels">What the accelerator's efficiencies rest on.</param>
/// <param name="Engine">Family of the serving engine: vllm, sglang, trtllm.</param>
/// <param name="Architecture">Generation of the chip: ampere, ada, hopper, blackwell, cdna, other.</param>
/// <param name="Experts">Whether the model is a mixture of experts.</param>
/// <param name="WeightBits">Bits of a weight: 16, 8, 4.</param>
/// <param name="Load">Sequences in a mean step, in the classes of <see cref="LoadClass.Range"/>.</param>
public sealed record PredictionClass(
    Evidence Kernels, string? Engine = null, string? Architecture = null, bool? Experts = null, int? WeightBits = null, string? Load = null)
{
    /// <summary>The finest class of a run.</summary>
    /// <param name="layout">What was priced.</param>
    /// <param name="engine">The engine generation.</param>
    /// <param name="meanBatch">Mean number of sequences in a step.</param>
    public static PredictionClass Of(ServingLayout layout, EngineGeneration engine, double meanBatch)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(engine);
        return new(
            layout.Accelerator.KernelEvidence, engine.Family, ArchitectureOf(layout.Accelerator), layout.Model.Experts is not null,
            Bits(layout.WeightFormat), LoadClass.Range(meanBatch));
    }

    /// <summary>
    /// This class and the wider ones around it, the nearest first: without the load, then also without the precision, the kind of model, the
    /// architecture, the engine. What the efficiencies rest on is never given up.
    /// </summary>
    public IEnumerable<PredictionClass> Ladder()
    {
        yield return this;
        yield return this with { Load = null };
        yield return this with { Load = null, WeightBits = null };
        yield return new(Kernels, Engine, Architecture);
        yield return new(Kernels, Engine);
        yield return new(Kernels);
    }

    private static string ArchitectureOf(Accelerator accelerator) => accelerator.Kernels.Name switch
    {
        "nvidia-a100" => "ampere",
        "nvidia-l40s" => "ada",
        "nvidia-h100" or "nvidia-h200" => "hopper",
        "nvidia-b200" or "nvidia-rtx-pro-6000" => "blackwell",
        "amd-cdna" => "cdna",
        _ => "other",
    };

    private static int Bits(NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 16,
        NumberFormat.Int4 or NumberFormat.Fp4 or NumberFormat.Mxfp4 => 4,
        _ => 8,
    };
}
