using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Our own CSV. Needed columns: input_tokens, output_tokens, and arrival_ps or arrival_seconds. Optional: index (must count from 0),
/// priority, session, tenant, after (the row that releases this one) with think_ps or think_seconds, prefix (see <see cref="SegmentNotation"/>).
/// Times are the run's own: they are not moved to begin at the first row.
/// </summary>
internal sealed class OwnTraceReader(CsvRows rows) : ITraceReader
{
    private readonly List<PromptSegment> _segments = [];
    private readonly (int Picoseconds, int Seconds) _arrival = (rows.Find("arrival_ps"), rows.Find("arrival_seconds"));
    private readonly (int Picoseconds, int Seconds) _think = (rows.Find("think_ps"), rows.Find("think_seconds"));
    private readonly int _prompt = rows.Find("input_tokens");
    private readonly int _output = rows.Find("output_tokens");
    private readonly int _priority = rows.Find("priority");
    private readonly int _session = rows.Find("session");
    private readonly int _tenant = rows.Find("tenant");
    private readonly int _prefix = rows.Find("prefix");

    public TraceFormat Format => TraceFormat.InferenceSim;

    public int BlockTokens => 0;

    public bool KeepsOrigin => true;

    public static bool Matches(CsvRows rows) =>
        rows.Find("input_tokens") >= 0 && rows.Find("output_tokens") >= 0 && (rows.Find("arrival_ps") >= 0 || rows.Find("arrival_seconds") >= 0);

    public IEnumerable<TraceRow> Read()
    {
        using CsvRows closing = rows;
        int index = rows.Find("index");
        int after = rows.Find("after");
        HashSet<int> followed = [];
        int count = 0;
        while (rows.Read())
        {
            if (index >= 0 && rows.WholeNumber(index, -1) != count)
            {
                throw rows.Bad(index, $"{count}: rows are numbered from 0 in order");
            }

            int released = rows.WholeNumber(after, -1);
            if (released < -1 || released >= count)
            {
                throw rows.Bad(after, $"an earlier row, 0 to {count - 1}, or nothing");
            }

            if (released >= 0 && !followed.Add(released))
            {
                throw rows.Bad(after, "a row that releases no other row: a request is followed by one");
            }

            yield return Row(released);
            count++;
        }
    }

    private TraceRow Row(int after) => new()
    {
        Line = rows.Line,
        Time = Time(_arrival, optional: after >= 0),
        PromptTokens = rows.Tokens(_prompt),
        OutputTokens = rows.Tokens(_output),
        Priority = rows.WholeNumber(_priority, 0),
        Session = rows.WholeNumber(_session, -1),
        Tenant = rows.WholeNumber(_tenant, 0),
        After = after,
        Delay = after < 0 ? default : Delay(),
        Content = Prefix(),
    };

    private SimDuration Delay()
    {
        Int128 think = Time(_think, optional: true) ?? 0;
        return think >= 0 && think <= long.MaxValue / 1000
            ? new SimDuration((long)think)
            : throw rows.Bad(_think.Picoseconds < 0 ? _think.Seconds : _think.Picoseconds, "a think time from 0 to a few hours");
    }

    private Int128? Time((int Picoseconds, int Seconds) columns, bool optional)
    {
        if (columns.Picoseconds >= 0 && !rows.Text(columns.Picoseconds).IsEmpty)
        {
            return rows.Time(columns.Picoseconds, 1, "a whole number of picoseconds");
        }

        if (optional && rows.Text(columns.Seconds).IsEmpty)
        {
            return null;
        }

        return rows.Time(columns.Seconds < 0 ? columns.Picoseconds : columns.Seconds, SimDuration.PicosecondsPerSecond, "a time (a row without 'after' needs an arrival)");
    }

    private PromptSegment[]? Prefix()
    {
        if (rows.Text(_prefix).IsEmpty)
        {
            return null;
        }

        _segments.Clear();
        return SegmentNotation.TryParse(rows.Text(_prefix), _segments) ? [.. _segments] : throw rows.Bad(_prefix, SegmentNotation.Expected);
    }
}
