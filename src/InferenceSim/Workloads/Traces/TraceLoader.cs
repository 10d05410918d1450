using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Turns rows into numbered requests: window, rebasing, rate scale, order, links between turns. Used once.</summary>
internal sealed class TraceLoader(ITraceReader reader, string source, TraceOptions options)
{
    // Numbers of rows that were left out lie above any request's, so that their texts stay apart.
    private const long LeftOut = 1L << 40;

    private readonly bool _mayLink = reader.Format is TraceFormat.AgentSessions or TraceFormat.WekaSession or TraceFormat.InferenceSim;
    private readonly List<Request> _requests = [];
    private readonly List<int> _after = [];
    private readonly List<SimDuration> _delays = [];
    private readonly List<Int128> _rowTimes = [];
    private readonly List<int> _rowIndex = [];
    private readonly List<int> _rowAfter = [];
    private Int128? _origin = reader.KeepsOrigin ? 0 : null;
    private bool _hasTimes = true;
    private long _withoutOutput;
    private long _withoutPrompt;
    private long _outside;

    public TraceWorkload Load()
    {
        try
        {
            foreach (TraceRow row in reader.Read())
            {
                Add(row);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidConfigurationException($"{source}: the gzip data is damaged: {e.Message}", e);
        }

        if (_requests.Count == 0)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"{source}: no request is left ({_withoutOutput} rows without output, {_withoutPrompt} without prompt, {_outside} outside the window)"));
        }

        TraceOrder order = new(_requests, _after, _delays);
        order.SortIfNeeded();
        if (!reader.KeepsOrigin && options.WindowStartSeconds is null)
        {
            order.MoveToZero();
        }

        order.SpreadOverGrid(options);
        Number(order);
        return new TraceWorkload(NameOf(source), reader.Format, reader.BlockTokens, _hasTimes, order.Requests, order.Next(), order.Delays)
        {
            Notes = new WorkloadNotes(0, _withoutOutput, _outside, _withoutPrompt),
        };
    }

    private void Add(in TraceRow row)
    {
        int after = row.After < 0 || (options.UseRecordedTimes && row.Time is not null) ? -1 : Kept(row.After);
        Int128 time = row.Time ?? (row.After >= 0 ? _rowTimes[row.After] + row.Delay.Picoseconds : NoTime(row.Line));
        _origin ??= time;
        Int128 offset = time - _origin.Value - Picoseconds(options.WindowStartSeconds ?? 0);
        bool inWindow = (offset >= 0 || options.WindowStartSeconds is null)
            && (options.WindowEndSeconds is not double end || time - _origin.Value < Picoseconds(end));

        bool keep = false;
        if (row.OutputTokens == 0 && !options.KeepWithoutOutput)
        {
            _withoutOutput++;
        }
        else if (row.PromptTokens == 0)
        {
            _withoutPrompt++;
        }
        else if (!inWindow || (row.Time is null && row.After >= 0 && after < 0))
        {
            _outside++; // outside itself, or a turn without a time whose session lies outside
        }
        else
        {
            keep = true;
        }

        if (_mayLink)
        {
            _rowTimes.Add(time);
            _rowIndex.Add(keep ? _requests.Count : -1);
            _rowAfter.Add(row.After);
        }

        if (keep)
        {
            Keep(row, Arrival(offset, row.Line), after);
        }
    }

    private void Keep(in TraceRow row, long arrival, int after)
    {
        _requests.Add(new Request
        {
            Index = _requests.Count,
            Arrival = new SimTime(arrival),
            PromptTokens = row.PromptTokens,
            OutputTokens = Math.Max(1, row.OutputTokens),
            Priority = row.Priority,
            Session = row.Session,
            Tenant = row.Tenant,
            Content = row.Content,
        });
        if (_mayLink)
        {
            _after.Add(after);
            _delays.Add(row.Delay);
        }

        long identified = 0;
        foreach (PromptSegment segment in row.Content ?? [])
        {
            identified += segment.Tokens;
        }

        if (identified > row.PromptTokens)
        {
            throw TraceProblem.At(source, row.Line, 1, FormattableString.Invariant(
                $"the prefix has {identified} tokens: expected at most the prompt's {row.PromptTokens}"));
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

    private Int128 NoTime(long line)
    {
        if (options.WindowStartSeconds is not null || options.WindowEndSeconds is not null)
        {
            throw TraceProblem.At(source, line, 1, "this trace has no arrival times, so no window can be cut out of it");
        }

        _hasTimes = false;
        return 0;
    }

    private long Arrival(Int128 offset, long line)
    {
        double limitDays = Math.Floor(SimDuration.MaxSeconds / 86_400);
        double days = (double)offset / options.RateScale / SimDuration.PicosecondsPerSecond / 86_400;
        if (Math.Abs(days) >= limitDays || (reader.KeepsOrigin && offset < 0))
        {
            throw TraceProblem.At(source, line, 1, FormattableString.Invariant(
                $"this row lies {Math.Abs(days):0.#} days {(days < 0 ? "before" : "after")} the start: a run holds {limitDays:0} days; choose a part with a window, as --window 0-86400 (seconds after the first row)"));
        }

        return options.RateScale == 1 ? (long)offset : (long)Math.Round((decimal)offset / (decimal)options.RateScale);
    }

    private static Int128 Picoseconds(double seconds) => (Int128)Math.Round((decimal)Math.Min(seconds, 1e15) * SimDuration.PicosecondsPerSecond);

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

            order.Requests[i] = request with { Index = i, Content = content is null ? null : Complete(content, request.PromptTokens, i) };
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

    private static PromptSegment[] Complete(PromptSegment[] content, int promptTokens, int index)
    {
        int own = promptTokens;
        foreach (PromptSegment segment in content)
        {
            own -= segment.Tokens;
        }

        return own == 0 ? content : [.. content, new PromptSegment(TokenStreams.Unique(index), own)];
    }

    private static string NameOf(string source)
    {
        string name = Path.GetFileName(source);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetFileNameWithoutExtension(name);
    }
}
