using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>A transfer that shares its links with others.</summary>
/// <param name="from">The direction of the sender's link, or <c>null</c> if that is without limit.</param>
/// <param name="to">The direction of the receiver's link, or <c>null</c>; one of the two has a limit.</param>
/// <param name="bytes">What is sent.</param>
/// <param name="handover">Whose KV it is.</param>
internal sealed class LinkFlow(SharedLink? from, SharedLink? to, double bytes, Handover handover)
{
    private double _bytesLeft = bytes; // at _since
    private SimTime _since;

    /// <summary>The direction of the sender's link, or <c>null</c> if that is without limit.</summary>
    public SharedLink? From => from;

    /// <summary>The direction of the receiver's link, or <c>null</c> if that is without limit.</summary>
    public SharedLink? To => to;

    /// <summary>Whose KV it is.</summary>
    public Handover Handover => handover;

    /// <summary>Its bandwidth by <see cref="MaxMinShares"/>, in bytes per second; 0 while that is not known.</summary>
    public double Share { get; set; }

    /// <summary>The bandwidth at which it goes on, in bytes per second.</summary>
    public double BytesPerSecond { get; private set; }

    /// <summary>When all of it has been sent, to the nearest picosecond, if it goes on like this.</summary>
    public SimTime End { get; private set; } = SimTime.Never;

    /// <summary>Goes on at <see cref="Share"/> from <paramref name="now"/>, which is before its end.</summary>
    public void Go(SimTime now)
    {
        if (Share == BytesPerSecond)
        {
            return; // what it has sent is not rounded more often than need be
        }

        _bytesLeft = Math.Max(0, _bytesLeft - (BytesPerSecond * (now - _since).Seconds));
        _since = now;
        BytesPerSecond = Share;
        End = now + SimDuration.FromSeconds(_bytesLeft / Share);
    }
}
