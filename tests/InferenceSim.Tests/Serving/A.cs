using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Builders with sensible defaults, so that a test names only what it is about.</summary>
internal static class A
{
    /// <summary>A request; the arrival is in picoseconds.</summary>
    public static Request Request(int index, int prompt, int output, long arrival = 0, int priority = 0, PromptSegment[]? content = null) => new()
    {
        Index = index,
        Arrival = new SimTime(arrival),
        PromptTokens = prompt,
        OutputTokens = output,
        Priority = priority,
        Content = content,
    };

    public static EngineOptions Engine(
        int maxSequences = 8,
        int tokenBudget = 1000,
        int blocks = 1000,
        int blockSize = 4,
        int maxModelLength = 1000,
        bool prefixCaching = false,
        BatchingPolicy policy = BatchingPolicy.Vllm) => new()
        {
            MaxSequences = maxSequences,
            TokenBudget = tokenBudget,
            Blocks = blocks,
            BlockSize = blockSize,
            MaxModelLength = maxModelLength,
            PrefixCaching = prefixCaching,
            Policy = policy,
        };

    /// <summary>Every step takes 100 ps and 1 ps for each token.</summary>
    public static LinearPredictor Predictor() => new(100, 1, 0, 0);

    /// <summary>Plays requests and gives their outcomes by index.</summary>
    public static (SimulationReport Report, Dictionary<int, FinishedSequence> Sequences) Run(
        EngineOptions options, Request[] requests, EngineMode mode = EngineMode.Leap, RunOptions? run = null, IStepTimePredictor? predictor = null)
    {
        Dictionary<int, FinishedSequence> sequences = [];
        SimulationReport report = SimulationRun.Execute(
            new ListSource(requests),
            new Replica(options, predictor ?? Predictor(), mode),
            (run ?? new RunOptions()) with
            {
                OnRequest = o =>
                {
                    if (o.Sequence is { } s)
                    {
                        sequences.Add(o.Request.Index, s);
                    }
                },
            });
        return (report, sequences);
    }
}
