using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Mooncake's open traces: milliseconds, lengths, prefix-chained ids of 512-token blocks, the partial last block included.</summary>
internal sealed class MooncakeTraceReader(JsonLines lines, string source, int? blockTokens) : ITraceReader
{
    public TraceFormat Format => TraceFormat.Mooncake;

    public int BlockTokens { get; } = blockTokens ?? 512;

    public IEnumerable<TraceRow> Read()
    {
        JsonFields fields = new(source);
        while (lines.Read())
        {
            fields.Read(lines, SimDuration.PicosecondsPerMillisecond);
            yield return new TraceRow
            {
                Line = fields.Line,
                Time = fields.Time ?? throw TraceProblem.At(source, fields.Line, 1, "'timestamp' is missing: expected milliseconds"),
                PromptTokens = fields.Prompt,
                OutputTokens = fields.Output,
                Session = -1,
                After = -1,
                Content = fields.Blocks(BlockTokens),
            };
        }
    }
}
