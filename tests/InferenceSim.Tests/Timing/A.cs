using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Tests.Timing;

/// <summary>Nouns of the timing tests with sensible defaults.</summary>
internal static class A
{
    public static ServingLayout Layout(
        string model = "llama-3.1-8b",
        string gpu = "h100-sxm",
        int tp = 1,
        NumberFormat weights = NumberFormat.Bf16,
        NumberFormat kv = NumberFormat.Bf16,
        string host = HostCatalog.DefaultName,
        int pp = 1,
        int dp = 1,
        int ep = 1) => new()
        {
            Model = ModelCatalog.Find(model),
            Accelerator = AcceleratorCatalog.Find(gpu),
            TensorParallel = tp,
            PipelineParallel = pp,
            DataParallel = dp,
            ExpertParallel = ep,
            WeightFormat = weights,
            KvFormat = kv,
            Host = HostCatalog.Find(host),
        };

    /// <summary>A decode step of sequences with equal contexts, so that windows see as much of each.</summary>
    public static StepCost Decode(RooflinePredictor predictor, int sequences, long contextSum) => predictor.Price(new BatchShape
    {
        DecodeSequences = sequences,
        DecodeContextSum = contextSum,
        DecodeWindowedContextSum = Windowed(predictor, sequences, contextSum),
    });

    public static long Windowed(RooflinePredictor predictor, int sequences, long contextSum) =>
        Math.Min(contextSum, (long)sequences * (predictor.Window ?? 0));

    public static StepCost Prefill(RooflinePredictor predictor, params PrefillChunk[] chunks) => predictor.Price(new BatchShape { Prefill = chunks });
}
