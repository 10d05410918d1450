using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Decides row by row which of a trace are played and when, and counts those that are not. Used for one reading.</summary>
/// <param name="keepsOrigin">Whether the file's clock is the run's clock.</param>
/// <param name="source">The file's name for messages.</param>
/// <param name="options">The window and the rate.</param>
internal sealed class TraceSelection(bool keepsOrigin, string source, TraceOptions options)
{
    private Int128? _origin = keepsOrigin ? 0 : null;
    private long _withoutOutput;
    private long _withoutPrompt;
    private long _outside;

    /// <summary>Whether every row so far had a time, its own or one that follows from another row.</summary>
    public bool HasTimes { get; private set; } = true;

    /// <summary>Whether the first arrival becomes time 0, whatever it was before.</summary>
    public bool BeginsAtZero => !keepsOrigin && options.WindowStartSeconds is null;

    /// <summary>What was left out so far.</summary>
    public WorkloadNotes Notes => new(0, _withoutOutput, _outside, _withoutPrompt);

    /// <summary>Whether a row is released by another one's answer, rather than by its own time.</summary>
    public bool IsReleased(in TraceRow row) => row.After >= 0 && !(options.UseRecordedTimes && row.Time is not null);

    /// <summary>The time of a row that neither tells one nor follows another.</summary>
    public Int128 NoTime(long line)
    {
        if (options.WindowStartSeconds is not null || options.WindowEndSeconds is not null)
        {
            throw TraceProblem.At(source, line, 1, "this trace has no arrival times, so no window can be cut out of it");
        }

        HasTimes = false;
        return 0;
    }

    /// <summary>Whether a row is played, and when it arrives.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its time on the file's clock.</param>
    /// <param name="isLost">Whether it waits for rows that are not played and has no time of its own.</param>
    /// <param name="arrival">Picoseconds from the window's start, or from the first row.</param>
    public bool Takes(in TraceRow row, Int128 time, bool isLost, out long arrival)
    {
        _origin ??= time;
        Int128 offset = time - _origin.Value - Picoseconds(options.WindowStartSeconds ?? 0);
        bool inWindow = (offset >= 0 || options.WindowStartSeconds is null)
            && (options.WindowEndSeconds is not double end || time - _origin.Value < Picoseconds(end));
        arrival = 0;
        if (row.OutputTokens == 0 && !options.KeepWithoutOutput)
        {
            _withoutOutput++;
            return false;
        }

        if (row.PromptTokens == 0)
        {
            _withoutPrompt++;
            return false;
        }

        if (!inWindow || isLost)
        {
            _outside++;
            return false;
        }

        arrival = Arrival(offset, row.Line);
        return true;
    }

    /// <summary>A complaint if no row was taken.</summary>
    public void RequireAny(long taken)
    {
        if (taken == 0)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"{source}: no request is left ({_withoutOutput} rows without output, {_withoutPrompt} without prompt, {_outside} outside the window)"));
        }
    }

    private long Arrival(Int128 offset, long line)
    {
        double limitDays = Math.Floor(SimDuration.MaxSeconds / 86_400);
        double days = (double)offset / options.RateScale / SimDuration.PicosecondsPerSecond / 86_400;
        if (Math.Abs(days) >= limitDays || (keepsOrigin && offset < 0))
        {
            throw TraceProblem.At(source, line, 1, FormattableString.Invariant(
                $"this row lies {Math.Abs(days):0.#} days {(days < 0 ? "before" : "after")} the start: a run holds {limitDays:0} days; choose a part with a window, as --window 0-86400 (seconds after the first row)"));
        }

        return options.RateScale == 1 ? (long)offset : (long)Math.Round((decimal)offset / (decimal)options.RateScale);
    }

    private static Int128 Picoseconds(double seconds) => (Int128)Math.Round((decimal)Math.Min(seconds, 1e15) * SimDuration.PicosecondsPerSecond);
}
