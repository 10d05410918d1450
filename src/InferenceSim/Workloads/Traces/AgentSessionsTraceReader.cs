using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Agent sessions merged on one clock: Mooncake's fields with session_id and delay. The first row of a session arrives at its
/// timestamp; each later row is sent <c>delay</c> milliseconds after the session's previous request has ended, and its timestamp, if
/// it has one, only orders the file.
/// </summary>
internal sealed class AgentSessionsTraceReader(JsonLines lines, string source, int? blockTokens) : ITraceReader
{
    public TraceFormat Format => TraceFormat.AgentSessions;

    public int BlockTokens { get; } = blockTokens ?? 512;

    public IEnumerable<TraceRow> Read()
    {
        JsonFields fields = new(source);
        Dictionary<string, (int Session, int LastRow)> sessions = [];
        int count = 0;
        while (lines.Read())
        {
            fields.Read(lines, SimDuration.PicosecondsPerMillisecond);
            (int session, int after) = (-1, -1);
            if (fields.Session is string name)
            {
                (session, after) = sessions.TryGetValue(name, out (int Session, int LastRow) known) ? known : (sessions.Count, -1);
                sessions[name] = (session, count);
            }

            if (after < 0 && fields.Time is null)
            {
                throw TraceProblem.At(source, fields.Line, 1, "'timestamp' is missing: the first row of a session needs milliseconds");
            }

            // A later row that says nothing of a delay was recorded on the clock alone.
            bool released = after >= 0 && (fields.Delay is not null || fields.Time is null);
            yield return new TraceRow
            {
                Line = fields.Line,
                Time = fields.Time,
                PromptTokens = fields.Prompt,
                OutputTokens = fields.Output,
                Session = session,
                After = released ? after : -1,
                Delay = released ? fields.Delay ?? SimDuration.Zero : SimDuration.Zero,
                Content = fields.Blocks(BlockTokens),
            };
            count++;
        }
    }
}
