using BenchmarkDotNet.Attributes;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Benchmarks.Serving;

/// <summary>One engine step with a steady batch of decodes: scheduled, priced, completed; and a leap over many such steps.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private const int OutputTokens = 1_000_000;
    private const int StepsPerInvocation = 10_000;
    private const int BlocksPerSequence = 700; // room for the steps of one invocation
    private const long BasePicoseconds = 5_000_000_000;

    private Replica _replica = null!;

    /// <summary>Sequences in the batch.</summary>
    [Params(16, 256)]
    public int Batch { get; set; }

    /// <summary>How it advances.</summary>
    [Params(EngineMode.Step, EngineMode.Leap)]
    public EngineMode Mode { get; set; }

    /// <summary>A new engine with all sequences past their prompts, so that only decoding is left.</summary>
    [IterationSetup]
    public void Start()
    {
        EngineOptions options = new()
        {
            MaxSequences = Batch,
            TokenBudget = 8_192,
            Blocks = Batch * BlocksPerSequence,
            MaxModelLength = 2 * OutputTokens,
            PrefixCaching = false,
            ReserveFullSequence = false,
        };
        _replica = new Replica(options, new LinearPredictor(BasePicoseconds, 0, 0, 0), Mode);
        for (int i = 0; i < Batch; i++)
        {
            _replica.Enqueue(new Request { Index = i, Arrival = new SimTime(0), PromptTokens = 16, OutputTokens = OutputTokens });
        }

        _replica.AdvanceTo(_replica.Now + new SimDuration(10 * BasePicoseconds), stopAtFinish: false);
    }

    [IterationCleanup]
    public void Stop() => _replica.Dispose();

    [Benchmark(OperationsPerInvoke = StepsPerInvocation)]
    public void DecodeStep() => _replica.AdvanceTo(_replica.Now + new SimDuration(StepsPerInvocation * BasePicoseconds), stopAtFinish: false);
}
