using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Reads a trace from end to end and keeps nothing of it but <see cref="TraceFacts"/>, so that it can be played row by row afterwards.
/// Every row is checked on the way: a play has no malformed row to meet, and no result is written before one is found.
/// </summary>
internal sealed class TraceSurvey(ITraceReader reader, string source, TraceOptions options)
{
    private readonly TraceSelection _selection = new(reader.KeepsOrigin, source, options);
    private int _count;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private long _disorder;
    private int _sessionSpan;
    private long _blockSpan;
    private bool _hasContent;

    /// <summary>The facts, or <c>null</c> if requests of the trace depend on each other, so that it has to be in memory to be played.</summary>
    public TraceFacts? Take(long fileBytes)
    {
        foreach (TraceRow row in reader.Read())
        {
            if (_selection.IsReleased(row) || !TryAdd(row))
            {
                return null;
            }
        }

        _selection.RequireAny(_count);
        long start = _selection.BeginsAtZero ? _first : 0;
        return new TraceFacts
        {
            Format = reader.Format,
            BlockTokens = reader.BlockTokens,
            HasTimes = _selection.HasTimes,
            Count = _count,
            Start = start,
            End = new SimTime(_last - start),
            Disorder = _disorder,
            SessionSpan = _sessionSpan,
            BlockSpan = _blockSpan,
            HasContent = _hasContent,
            FileBytes = fileBytes,
            Notes = _selection.Notes,
        };
    }

    /// <returns><c>false</c> if the row quotes a request.</returns>
    private bool TryAdd(in TraceRow row)
    {
        if (!_selection.Takes(row, row.Time ?? _selection.NoTime(row.Line), isLost: false, out long arrival))
        {
            return true;
        }

        Request request = TraceRequest.Of(row, 0, arrival, source);
        _count = checked(_count + 1);
        _first = Math.Min(_first, arrival);
        _last = Math.Max(_last, arrival);
        _disorder = Math.Max(_disorder, _last - arrival);
        _sessionSpan = Math.Max(_sessionSpan, request.Session + 1);
        _hasContent |= request.Content is not null;
        foreach (PromptSegment segment in request.Content ?? [])
        {
            if (ContentNumbers.IsOfRequest(segment.Stream))
            {
                return false;
            }

            _blockSpan = ContentNumbers.IsTraceBlock(segment.Stream) ? Math.Max(_blockSpan, ContentNumbers.IdOf(segment.Stream) + 1) : _blockSpan;
        }

        return true;
    }
}
