using BenchmarkDotNet.Attributes;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Benchmarks.Timing;

/// <summary>The price of one step: what every simulated step pays.</summary>
[MemoryDiagnoser]
public class StepTimeBenchmarks
{
    private static readonly PrefillChunk[] s_chunks = [new(512, 0, Samples: true), new(256, 1_024, Samples: true), new(31, 4_096, Samples: false)];

    private RooflinePredictor _roofline = null!;
    private long _context;

    [GlobalSetup]
    public void Create() => _roofline = new RooflinePredictor(new ServingLayout
    {
        Model = ModelCatalog.Find("llama-3.1-70b"),
        Accelerator = AcceleratorCatalog.Find("h100-sxm"),
        TensorParallel = 4,
        WeightFormat = NumberFormat.Fp8,
    });

    [Benchmark(Baseline = true)]
    public StepCost PriceOfADecodeBatch() => _roofline.Price(new BatchShape { DecodeSequences = 64, DecodeContextSum = 64_000 + (_context++ & 1023) });

    [Benchmark]
    public StepCost PriceOfAMixedBatch() => _roofline.Price(new BatchShape
    {
        Prefill = s_chunks,
        DecodeSequences = 64,
        DecodeContextSum = 64_000 + (_context++ & 1023),
    });

    [Benchmark]
    public DecodeSegment SegmentOfDecodes() => _roofline.Decode(64, 64_000 + (_context++ & 1023));

    [Benchmark]
    public RooflinePredictor PredictorOfALayout() => new(new ServingLayout
    {
        Model = ModelCatalog.Find("llama-3.1-70b"),
        Accelerator = AcceleratorCatalog.Find("h100-sxm"),
        TensorParallel = 4,
        WeightFormat = NumberFormat.Fp8,
    });
}
