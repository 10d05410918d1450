using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceSim.Scheduling;
using InferenceSim.Timing;

namespace InferenceSim.Tests.Golden;

/// <summary>A recorded scenario: its knobs and its tables, read from a folder or a zip.</summary>
internal sealed class GoldenScenario
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly string _path;

    public GoldenScenario(string path)
    {
        _path = path;
        Config = JsonSerializer.Deserialize<GoldenConfig>(ReadText("config.json")!, s_json)!;
    }

    public GoldenConfig Config { get; }

    public string Name => Config.Name;

    public EngineOptions Options => new()
    {
        MaxSequences = Config.MaxNumSeqs,
        TokenBudget = Config.MaxNumBatchedTokens,
        Blocks = Config.NumGpuBlocksUsable,
        BlockSize = Config.BlockSize,
        MaxModelLength = Config.MaxModelLen,
        PrefixCaching = Config.EnablePrefixCaching,
        Order = Config.Policy == "priority" ? QueueOrder.Priority : QueueOrder.Fcfs,
        AsyncScheduling = Config.AsyncScheduling,
        Speculation = Config.NumSpeculativeTokens == 0
            ? null
            : new Speculation(
                Config.SpeculativeMethod == "eagle" ? DraftMethod.Eagle : DraftMethod.Ngram,
                Config.NumSpeculativeTokens,
                new RecordedAcceptance(Config.NumSpeculativeTokens)),
        PipelineStages = Config.PipelineParallelSize,
        LongPrefillThreshold = Config.LongPrefillTokenThreshold,
        ReserveFullSequence = Config.SchedulerReserveFullIsl,
        WatermarkBlocks = Config.WatermarkBlocks,
    };

    public LinearPredictor Predictor => new(
        Config.StepTimePs.Base, Config.StepTimePs.PerToken, Config.StepTimePs.PerDecodeCtx, Config.StepTimePs.PerPrefillAttn);

    /// <summary>Scenarios of a folder: sub-folders with a config.json, and zips.</summary>
    public static IEnumerable<string> PathsIn(string folder) =>
        Directory.EnumerateDirectories(folder).Where(d => File.Exists(Path.Combine(d, "config.json")))
            .Concat(Directory.EnumerateFiles(folder, "*.zip"))
            .OrderBy(p => p, StringComparer.Ordinal);

    /// <summary>The lines of a table without its header; <c>null</c> if the scenario does not have it.</summary>
    public string[]? Lines(string table) =>
        ReadText(table)?.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

    private string? ReadText(string name)
    {
        if (Directory.Exists(_path))
        {
            string file = Path.Combine(_path, name);
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }

        using ZipArchive zip = ZipFile.OpenRead(_path);
        if (zip.GetEntry(name) is not { } entry)
        {
            return null;
        }

        using StreamReader reader = new(entry.Open());
        return reader.ReadToEnd();
    }
}

/// <summary>What the recordings accept instead of chance.</summary>
internal sealed class RecordedAcceptance(int draftTokens) : IDraftAcceptance
{
    public int Accepted(int request, int outputs, int drafts) => Math.Min(drafts, ((7 * request) + (3 * outputs)) % (draftTokens + 1));
}

internal sealed record GoldenConfig(
    string Name,
    int NumGpuBlocksUsable,
    int BlockSize,
    int MaxModelLen,
    int MaxNumBatchedTokens,
    int MaxNumSeqs,
    int LongPrefillTokenThreshold,
    bool EnablePrefixCaching,
    string Policy,
    bool SchedulerReserveFullIsl,
    int NumSpeculativeTokens,
    string? SpeculativeMethod,
    bool AsyncScheduling,
    int PipelineParallelSize,
    int MaxConcurrentBatches,
    int WatermarkBlocks,
    GoldenStepTime StepTimePs,
    GoldenTotals Totals);

internal sealed record GoldenStepTime(long Base, long PerToken, long PerDecodeCtx, long PerPrefillAttn);

internal sealed record GoldenTotals(
    int Requests,
    int Steps,
    long EndPs,
    long ScheduledTokens,
    long OutputTokens,
    long Preemptions,
    [property: JsonPropertyName("cached_tokens_first_admission")] long CachedTokensFirstAdmission,
    [property: JsonPropertyName("cached_tokens_all_admissions")] long CachedTokensAllAdmissions);
