using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// The requests of a surveyed trace, read from its file in order of arrival. Memory does not depend on the file's length: rows of an
/// unsorted file wait in a heap only while one that arrives earlier may still come.
/// </summary>
internal sealed class TraceFileRows : IDisposable
{
    private readonly string _source;
    private readonly TraceFacts _facts;
    private readonly Stream _stream;
    private readonly TraceSelection _selection;
    private readonly IEnumerator<TraceRow> _rows;
    private readonly PriorityQueue<Request, (long Arrival, int Row)> _early = new();
    private int _taken;
    private int _given;
    private long _latest = long.MinValue;
    private bool _isAtEnd;

    /// <param name="open">Opens the file.</param>
    /// <param name="source">Its name.</param>
    /// <param name="options">The window and the rate, as at the survey.</param>
    /// <param name="facts">The survey.</param>
    public TraceFileRows(Func<Stream> open, string source, TraceOptions options, TraceFacts facts)
    {
        _source = source;
        _facts = facts;
        _stream = open();
        if (_stream.Length != facts.FileBytes)
        {
            _stream.Dispose();
            throw Changed();
        }

        ITraceReader reader = TraceFile.OpenReader(_stream, source, options.BlockTokens);
        _selection = new TraceSelection(reader.KeepsOrigin, source, options);
        _rows = reader.Read().GetEnumerator();
    }

    /// <summary>The next request.</summary>
    /// <param name="index">The number that it gets.</param>
    /// <param name="firstBlock">A number to add to its block ids.</param>
    /// <param name="request">The request.</param>
    /// <returns><c>false</c> after the last one; the file is closed then.</returns>
    public bool TryNext(int index, long firstBlock, out Request request)
    {
        if (!TryNextInOrder(out request))
        {
            Dispose();
            return _given == _facts.Count ? false : throw Changed();
        }

        _given++;
        PromptSegment[]? content = request.Content;
        if (content is not null)
        {
            content = TraceRequest.Complete(firstBlock == 0 ? content : Moved(content, firstBlock), request.PromptTokens, index);
        }

        // A trace that can be read row by row has no request that quotes another one.
        request = request with { Index = index, Content = content, NeverQuoted = true };
        return true;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _stream.Dispose();
    }

    private bool TryNextInOrder(out Request request)
    {
        if (_facts.Disorder == 0)
        {
            return TryRead(out request);
        }

        // Nothing that is still to come arrives earlier than this; what arrives then stands behind what was read before.
        while (!_isAtEnd && (!_early.TryPeek(out _, out (long Arrival, int Row) first) || first.Arrival > _latest - _facts.Disorder))
        {
            if (TryRead(out Request read))
            {
                _early.Enqueue(read, (read.Arrival.Picoseconds, _taken));
                _latest = Math.Max(_latest, read.Arrival.Picoseconds);
            }
        }

        return _early.TryDequeue(out request, out _);
    }

    private bool TryRead(out Request request)
    {
        try
        {
            while (_rows.MoveNext())
            {
                TraceRow row = _rows.Current;
                if (_selection.Takes(row, row.Time ?? _selection.NoTime(row.Line), isLost: false, out long arrival))
                {
                    request = TraceRequest.Of(row, _taken++, arrival - _facts.Start, _source);
                    return true;
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Changed(); // it was whole when it was surveyed
        }

        _isAtEnd = true;
        request = default;
        return false;
    }

    private static PromptSegment[] Moved(PromptSegment[] content, long firstBlock) =>
        ContentNumbers.Renumber(content, static request => request, block => block + firstBlock);

    private InvalidConfigurationException Changed() => new($"{_source}: the file was changed while it was being played");
}
