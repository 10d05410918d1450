using System.Text;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// BurstGPT: seconds, request and response tokens. Version 3 adds a session id, under which turns keep their recorded times (it says
/// nothing of when an answer ended that the next turn waited for). Columns are found by name, so both versions read alike.
/// </summary>
internal sealed class BurstGptTraceReader(CsvRows rows) : ITraceReader
{
    private const int MostNameChars = 128;

    private readonly Dictionary<string, int> _sessions = [];

    public TraceFormat Format => TraceFormat.BurstGpt;

    public int BlockTokens => 0;

    public static bool Matches(CsvRows rows) =>
        rows.Find("Timestamp") >= 0 && rows.Find("Request tokens") >= 0 && rows.Find("Response tokens") >= 0;

    public IEnumerable<TraceRow> Read()
    {
        using CsvRows closing = rows;
        int time = rows.Find("Timestamp");
        int prompt = rows.Find("Request tokens");
        int output = rows.Find("Response tokens");
        int session = rows.Find("Session ID");
        while (rows.Read())
        {
            yield return new TraceRow
            {
                Line = rows.Line,
                Time = rows.Time(time, SimDuration.PicosecondsPerSecond),
                PromptTokens = rows.Tokens(prompt),
                OutputTokens = rows.Tokens(output),
                Session = SessionOf(session),
                After = -1,
            };
        }
    }

    private int SessionOf(int column)
    {
        ReadOnlySpan<byte> id = rows.Text(column);
        if (id.IsEmpty)
        {
            return -1;
        }

        // A session that is known already is found without making a text of it.
        Span<char> name = stackalloc char[MostNameChars];
        if (id.Length > MostNameChars || !Encoding.UTF8.TryGetChars(id, name, out int length))
        {
            return NumberOf(Encoding.UTF8.GetString(id));
        }

        return _sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out int known) ? known : NumberOf(name[..length].ToString());
    }

    private int NumberOf(string name)
    {
        if (!_sessions.TryGetValue(name, out int session))
        {
            session = _sessions.Count;
            _sessions.Add(name, session);
        }

        return session;
    }
}
