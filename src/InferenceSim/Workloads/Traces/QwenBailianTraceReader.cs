using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Qwen-Bailian usage traces: seconds, 16-token blocks, chats that name their parent. Turns keep their recorded times; the session is
/// the chain of chats.
/// </summary>
internal sealed class QwenBailianTraceReader(JsonLines lines, string source, int? blockTokens) : ITraceReader
{
    public TraceFormat Format => TraceFormat.QwenBailian;

    public int BlockTokens { get; } = blockTokens ?? 16;

    public IEnumerable<TraceRow> Read()
    {
        JsonFields fields = new(source);
        Dictionary<long, int> sessionOfChat = [];
        int sessions = 0;
        while (lines.Read())
        {
            fields.Read(lines, SimDuration.PicosecondsPerSecond);

            // A parent may lie before the file's two hours: the chat then begins a session of its own.
            if (!sessionOfChat.TryGetValue(fields.ParentChat, out int session) || fields.ParentChat < 0)
            {
                session = sessions++;
            }

            sessionOfChat[fields.Chat] = session;
            yield return new TraceRow
            {
                Line = fields.Line,
                Time = fields.Time ?? throw TraceProblem.At(source, fields.Line, 1, "'timestamp' is missing: expected seconds"),
                PromptTokens = fields.Prompt,
                OutputTokens = fields.Output,
                Session = session,
                After = -1,
                Content = fields.Blocks(BlockTokens),
            };
        }
    }
}
