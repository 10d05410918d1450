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

    private TraceRow Row(int after)
    {
        return new TraceRow
        {
            Line = rows.Line,
            Time = Time("arrival", optional: after >= 0),
            PromptTokens = rows.Tokens(rows.Find("input_tokens")),
            OutputTokens = rows.Tokens(rows.Find("output_tokens")),
            Priority = rows.WholeNumber(rows.Find("priority"), 0),
            Session = rows.WholeNumber(rows.Find("session"), -1),
            Tenant = rows.WholeNumber(rows.Find("tenant"), 0),
            After = after,
            Delay = after < 0 ? default : Delay(),
            Content = Prefix(),
        };
    }

    private SimDuration Delay()
    {
        Int128 think = Time("think", optional: true) ?? 0;
        return think >= 0 && think <= long.MaxValue / 1000
            ? new SimDuration((long)think)
            : throw rows.Bad(rows.Find("think_ps") < 0 ? rows.Find("think_seconds") : rows.Find("think_ps"), "a think time from 0 to a few hours");
    }

    private Int128? Time(string name, bool optional)
    {
        int picoseconds = rows.Find(name + "_ps");
        if (picoseconds >= 0 && !rows.Text(picoseconds).IsEmpty)
        {
            return rows.Time(picoseconds, 1, "a whole number of picoseconds");
        }

        int seconds = rows.Find(name + "_seconds");
        if (optional && rows.Text(seconds).IsEmpty)
        {
            return null;
        }

        return rows.Time(seconds < 0 ? picoseconds : seconds, SimDuration.PicosecondsPerSecond, "a time (a row without 'after' needs an arrival)");
    }

    private PromptSegment[]? Prefix()
    {
        int column = rows.Find("prefix");
        if (rows.Text(column).IsEmpty)
        {
            return null;
        }

        _segments.Clear();
        return SegmentNotation.TryParse(rows.Text(column), _segments) ? [.. _segments] : throw rows.Bad(column, SegmentNotation.Expected);
    }
}
