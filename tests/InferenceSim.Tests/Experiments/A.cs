using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Metrics;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Experiments;

/// <summary>Nouns with sensible defaults: a test names only what it is about.</summary>
internal static class A
{
    public static ScenarioResolver Resolver(params (string Path, string Text)[] files) => new(Files(files));

    public static IFileSource Files(params (string Path, string Text)[] files) => new TextFiles(files);

    /// <summary>A scenario priced by a millisecond a step, on 1,000 blocks.</summary>
    public static Scenario LinearScenario() => new()
    {
        Predictor = new PredictorChoice { Kind = "linear", BasePs = 1_000_000_000 },
        KvBlocks = 1_000,
        Workload = "fixed-1k-1k",
        InputTokens = "20",
        OutputTokens = "5",
    };

    public static SimulationReport Report(
        double seconds = 3600, double busySeconds = 1800, double prefillSeconds = 600, long input = 2_000_000, long output = 1_000_000) => new()
        {
            Stop = StopReason.Finished,
            Duration = SimDuration.FromSeconds(seconds),
            BusyTime = SimDuration.FromSeconds(busySeconds),
            PrefillTime = SimDuration.FromSeconds(prefillSeconds),
            PromptTokens = input,
            OutputTokens = output,
            Steps = 10,
            Arrived = 100,
            Completed = 100,
            Rejected = 0,
            CachedPromptTokens = 0,
            ComputedTokens = input + output,
            Preemptions = 0,
            Flops = 0,
            Bytes = 0,
            ScheduledSequences = 20,
            BlockTime = 0,
            ReplicaTime = SimDuration.FromSeconds(seconds).Picoseconds,
            PeakBlocks = 1,
            TotalBlocks = 10,
            MeanBlocks = 10,
            RequestTime = 0,
            ResidenceTime = 0,
            WaitingAtLastArrival = 0,
            Ttft = LatencySummary.Empty,
            Tpot = LatencySummary.Empty,
            Itl = LatencySummary.Empty,
            E2e = LatencySummary.Empty,
            Queue = LatencySummary.Empty,
        };

    public static PointResult Point(
        string gpu, int batch, PointStatus status = PointStatus.Ok, double outputPerSecond = 100, double price = 1, double? tpotMs = null)
    {
        SimulationReport report = Report(output: (long)(outputPerSecond * 3600)) with
        {
            Tpot = new LatencySummary(1, tpotMs, tpotMs, tpotMs, tpotMs, tpotMs, tpotMs),
        };
        return new PointResult
        {
            Inputs = new PointInputs { Scenario = new Scenario { Gpu = gpu, Batch = batch }, Gpu = gpu, Gpus = 1, Batch = batch },
            Status = status,
            Report = status is PointStatus.Infeasible ? null : report,
            Cost = status is PointStatus.Infeasible ? null : RunCost.Of(report, 1, new GpuPrice(price, "given")),
            Reason = status is PointStatus.Ok ? null : "a reason",
        };
    }

    private sealed class TextFiles((string Path, string Text)[] files) : IFileSource
    {
        public Stream OpenRead(string path)
        {
            foreach ((string name, string text) in files)
            {
                if (name == path)
                {
                    return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
                }
            }

            throw new InvalidConfigurationException($"{path}: there is no such file");
        }
    }
}
