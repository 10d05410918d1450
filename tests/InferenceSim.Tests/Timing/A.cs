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
        string host = HostCatalog.DefaultName) => new()
        {
            Model = ModelCatalog.Find(model),
            Accelerator = AcceleratorCatalog.Find(gpu),
            TensorParallel = tp,
            WeightFormat = weights,
            KvFormat = kv,
            Host = HostCatalog.Find(host),
        };

    public static StepCost Decode(RooflinePredictor predictor, int sequences, long contextSum) =>
        predictor.Price(new BatchShape { DecodeSequences = sequences, DecodeContextSum = contextSum });

    public static StepCost Prefill(RooflinePredictor predictor, params PrefillChunk[] chunks) => predictor.Price(new BatchShape { Prefill = chunks });
}
