using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Turns rows into numbered requests: window, rebasing, rate scale, order, links between turns. Used once.</summary>
internal sealed class TraceLoader(ITraceReader reader, string source, TraceOptions options)
{
    // Numbers of rows that were left out lie above any request's, so that their texts stay apart.
    private const long LeftOut = 1L << 40;

    // As a request in a list that doubles, and in the array that is kept.
    private const int BytesOfRow = 200;
    private const int BytesOfSegment = 16;
    private const int BytesOfLink = 48;

    private readonly bool _mayLink = reader.Format is TraceFormat.AgentSessions or TraceFormat.WekaSession or TraceFormat.InferenceSim;
    private readonly List<Request> _requests = [];
    private readonly List<int> _after = [];
    private readonly List<SimDuration> _delays = [];
    private readonly List<Int128> _rowTimes = [];
    private readonly List<int> _rowIndex = [];
    private readonly List<int> _rowAfter = [];
    private readonly TraceSelection _selection = new(reader.KeepsOrigin, source, options);
    private long _bytes;

    /// <summary>Loads the trace, unless it takes more memory than it may.</summary>
    /// <param name="mostBytes">About how much it may take.</param>
    /// <returns>The trace, or <c>null</c> if it is longer.</returns>
    public TraceWorkload? Load(long mostBytes = long.MaxValue)
    {
        foreach (TraceRow row in reader.Read())
        {
            if (_bytes > mostBytes)
            {
                return null;
            }

            Add(row);
        }

        _selection.RequireAny(_requests.Count);
        TraceOrder order = new(_requests, _after, _delays);
        order.SortIfNeeded();
        if (_selection.BeginsAtZero)
        {
            order.MoveToZero();
        }

        order.SpreadOverGrid(options);
        Number(order);
        return new TraceWorkload(TraceFile.NameOf(source), reader.Format, reader.BlockTokens, _selection.HasTimes, order.Requests, order.Next(), order.Delays)
        {
            Notes = _selection.Notes,
        };
    }

    private void Add(in TraceRow row)
    {
        int after = _selection.IsReleased(row) ? Kept(row.After) : -1;
        Int128 time = row.Time ?? (row.After >= 0 ? _rowTimes[row.After] + row.Delay.Picoseconds : _selection.NoTime(row.Line));

        // A turn without a time whose session lies outside the window has no place in it.
        bool keep = _selection.Takes(row, time, isLost: row.Time is null && row.After >= 0 && after < 0, out long arrival);
        if (_mayLink)
        {
            _rowTimes.Add(time);
            _rowIndex.Add(keep ? _requests.Count : -1);
            _rowAfter.Add(row.After);
            _bytes += BytesOfLink;
        }

        if (keep)
        {
            Keep(row, arrival, after);
        }
    }

    private void Keep(in TraceRow row, long arrival, int after)
    {
        _requests.Add(TraceRequest.Of(row, _requests.Count, arrival, source));
        _bytes += BytesOfRow + (row.Content is { } content ? content.Length * BytesOfSegment : 0);
        if (_mayLink)
        {
            _after.Add(after);
            _delays.Add(row.Delay);
        }
    }

    /// <summary>The nearest row that was kept at or before <paramref name="row"/> in its chain, as an index of requests, or -1.</summary>
    private int Kept(int row)
    {
        while (row >= 0 && _rowIndex[row] < 0)
        {
            row = _rowAfter[row];
        }

        return row < 0 ? -1 : _rowIndex[row];
    }

    /// <summary>Gives requests their final indices and completes their content with what is their own.</summary>
    private void Number(TraceOrder order)
    {
        bool renumber = reader.Format == TraceFormat.InferenceSim && (order.Moved || _requests.Count != _rowIndex.Count);
        for (int i = 0; i < order.Requests.Length; i++)
        {
            Request request = order.Requests[i];
            PromptSegment[]? content = request.Content;
            if (content is not null && renumber)
            {
                content = ContentNumbers.Renumber(content, row => NewNumber(row, order), block => block);
            }

            order.Requests[i] = request with { Index = i, Content = content is null ? null : TraceRequest.Complete(content, request.PromptTokens, i) };
        }

        PromiseWhatIsNeverQuoted(order.Requests);
    }

    /// <summary>Marks the requests whose own text and answer no other one contains.</summary>
    private static void PromiseWhatIsNeverQuoted(Request[] requests)
    {
        bool[] quoted = new bool[requests.Length];
        foreach (Request request in requests)
        {
            foreach (PromptSegment segment in request.Content ?? [])
            {
                if (ContentNumbers.IsOfRequest(segment.Stream) && ContentNumbers.IdOf(segment.Stream) is var id && id != request.Index && id < requests.Length)
                {
                    quoted[id] = true;
                }
            }
        }

        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = requests[i] with { NeverQuoted = !quoted[i] };
        }
    }

    private long NewNumber(long row, TraceOrder order) =>
        row < _rowIndex.Count && _rowIndex[(int)row] >= 0 ? order.NewIndexOf(_rowIndex[(int)row]) : row + LeftOut;
}
