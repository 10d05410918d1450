using System.Text.Json;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// A recorded agent session of kv-cache-tester (WEKA), as published: one JSON object, 64-token blocks whose ids mean nothing outside the file.
/// The first call of an agent arrives at its time, each later one its think time after the answer before it. A sub-agent's first call
/// arrives at the time of its marker: what the main agent waits for is not recorded.
/// </summary>
internal sealed class WekaSessionReader(Stream text, string source, int? blockTokens) : ITraceReader
{
    private const string SubAgent = "subagent";

    private readonly WekaSession _session = Read(text, source);
    private int _rows;
    private int _agents;

    public TraceFormat Format => TraceFormat.WekaSession;

    public int BlockTokens => blockTokens ?? _session.BlockSize;

    /// <summary>Whether the fields of the first object are those of a session.</summary>
    public static bool Matches(IReadOnlyCollection<string> fields) => fields.Contains("requests") && fields.Contains("block_size");

    public IEnumerable<TraceRow> Read() => Rows(_session.Requests, 0);

    private IEnumerable<TraceRow> Rows(IReadOnlyList<WekaCall> calls, double startSeconds)
    {
        int agent = _agents++;
        int previous = -1;
        foreach (WekaCall call in calls)
        {
            if (call.Type == SubAgent)
            {
                foreach (TraceRow row in Rows(call.Requests ?? [], startSeconds + call.T))
                {
                    yield return row;
                }

                continue;
            }

            yield return Row(call, startSeconds, agent, previous);
            previous = _rows++;
        }
    }

    private TraceRow Row(WekaCall call, double startSeconds, int agent, int previous) => new()
    {
        Line = 1,
        Time = Picoseconds(startSeconds + call.T, "t"),
        PromptTokens = Tokens(call.In, "in"),
        OutputTokens = Tokens(call.Out, "out"),
        Session = agent,
        After = previous,
        Delay = previous < 0 ? default : new SimDuration((long)Picoseconds(call.ThinkTime ?? 0, "think_time")),
        Content = Content(call),
    };

    private PromptSegment[]? Content(WekaCall call)
    {
        if (call.HashIds is not { Count: > 0 } ids)
        {
            return null;
        }

        return (long)ids.Count * BlockTokens <= call.In
            ? [.. ids.Select(id => new PromptSegment(TokenStreams.TraceBlock(id), BlockTokens))]
            : throw Bad($"request {_rows} has {ids.Count} whole blocks of {BlockTokens} tokens but 'in' is {call.In}");
    }

    private Int128 Picoseconds(double seconds, string field) => seconds is >= 0 and < SimDuration.MaxSeconds
        ? (Int128)Math.Round(seconds * SimDuration.PicosecondsPerSecond)
        : throw Bad(FormattableString.Invariant($"request {_rows}: '{field}' {seconds} must be seconds from 0 to {SimDuration.MaxSeconds:0}"));

    private int Tokens(int tokens, string field) => tokens >= 0
        ? tokens
        : throw Bad($"request {_rows}: '{field}' {tokens} must be a number of tokens");

    private InvalidConfigurationException Bad(string what) => new($"{source}: {what}");

    private static WekaSession Read(Stream text, string source)
    {
        try
        {
            return JsonSerializer.Deserialize(text, WekaJson.Default.WekaSession) is { BlockSize: > 0, Requests: not null } session
                ? session
                : throw new InvalidConfigurationException($"{source}: an agent session has a 'block_size' above 0 and 'requests'");
        }
        catch (JsonException e)
        {
            throw JsonFault.Explain(e, source, WekaJson.Default.WekaSession);
        }
    }
}
