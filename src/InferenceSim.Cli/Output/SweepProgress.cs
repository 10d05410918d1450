namespace InferenceSim.Cli.Output;

/// <summary>A progress bar on stderr; nothing where stderr is not a terminal.</summary>
internal sealed class SweepProgress : IDisposable
{
    private const int BarWidth = 30;

    private readonly int _total;
    private readonly bool _visible;
    private readonly Lock _lock = new();
    private int _drawn = -1;

    /// <summary>Shows a bar of <paramref name="total"/> points.</summary>
    public SweepProgress(int total)
    {
        _total = total;
        _visible = !Console.IsErrorRedirected && total > 1;
        Report(0);
    }

    /// <summary>Shows that <paramref name="done"/> points are finished.</summary>
    public void Report(int done)
    {
        if (!_visible)
        {
            return;
        }

        lock (_lock)
        {
            // A sweep of a million points must not spend its time drawing: once a per mille is enough.
            int mark = done * 1000 / _total;
            if (mark == _drawn)
            {
                return;
            }

            _drawn = mark;
            int filled = done * BarWidth / _total;
            Console.Error.Write($"\r[{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{_total} points");
        }
    }

    /// <summary>Removes the bar.</summary>
    public void Dispose()
    {
        if (_visible)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}
