using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Validation;

/// <summary>
/// The limits that TensorRT-LLM's <c>trtllm-bench</c> gives an engine where its user names none: a little above what it reckons the KV cache
/// to hold, with tokens for the prompts that take the place of answers that end (<c>tensorrt_llm/bench/build/tuning.py</c>,
/// <c>calc_engine_setting</c> and <c>finetune_setting</c>). The reckoning is its own, with its errors: latent attention is taken for heads
/// of hidden size / heads.
/// </summary>
/// <param name="MaxSequences">Most sequences of a step.</param>
/// <param name="TokenBudget">Most tokens of a step.</param>
internal readonly record struct BenchLimits(int MaxSequences, int TokenBudget)
{
    private const int MostSequences = 4096;
    private const int MostTokens = 32_768;

    // What the engine is built with where its weights are in a format that the heuristic does not know.
    private static readonly BenchLimits s_untuned = new(2048, 8192);

    /// <summary>The limits for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="gpu">The accelerator.</param>
    /// <param name="weights">Format of the weights.</param>
    /// <param name="kv">Format of the KV cache.</param>
    /// <param name="measurement">Lengths and accelerators of the run.</param>
    /// <param name="memoryShare">Share of the memory beside the weights that the KV cache gets.</param>
    public static BenchLimits Of(ModelArchitecture model, Accelerator gpu, NumberFormat weights, NumberFormat kv, Measurement measurement, double memoryShare)
    {
        double? bytesPerWeight = weights switch
        {
            NumberFormat.Bf16 or NumberFormat.Fp16 => 2,
            NumberFormat.Fp8 or NumberFormat.Fp8Block => 1,
            NumberFormat.Fp4 => 0.5,
            _ => null,
        };
        if (bytesPerWeight is not double perWeight)
        {
            return s_untuned;
        }

        int stages = measurement.Pp ?? 1, accelerators = measurement.Gpus!.Value, ranks = accelerators / stages;
        int headSize = model.Latent is null ? model.HeadDim : model.HiddenSize / model.AttentionHeads;
        long kvBytes = 2L * model.Layers * Math.Max(ranks, model.KvHeads) * headSize * WeightStorage.KvBytes(kv);
        double left = ((double)gpu.UsableBytes * accelerators) - (model.TotalParameters * perWeight);
        double input = measurement.InputTokens!.Value, output = measurement.OutputTokens!.Value;
        double sequences = Math.Min(left * memoryShare / (kvBytes * (input + output)), MostSequences) / stages;
        return new(
            sequences < 256 ? Math.Max(64, RoundUp(sequences, 32)) : RoundUp(sequences, sequences < 1024 ? 128 : 256),
            Tokens(Math.Min(sequences * (1 + (input / output)), MostTokens)));
    }

    private static int Tokens(double tokens) =>
        tokens < 4096 ? Math.Max(2048, RoundUp(tokens, 256)) : RoundUp(tokens, tokens < 8192 ? 512 : 1024);

    private static int RoundUp(double value, int multiple) => multiple * (int)Math.Ceiling(value / multiple);
}
