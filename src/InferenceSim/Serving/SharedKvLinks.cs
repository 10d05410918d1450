using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// Links that all transfers under way share at the same time, by <see cref="MaxMinShares"/>, which change when one begins or ends. A transfer ends
/// at the nearest picosecond. What has happened depends on what was sent and when, not on when somebody looks.
/// </summary>
internal sealed class SharedKvLinks : IKvLinks
{
    private readonly KvTransferOptions _options;
    private readonly SharedLink?[] _sends;
    private readonly SharedLink?[] _receives;
    private readonly List<LinkFlow> _flows = []; // in order of their beginning
    private readonly Queue<(Handover Handover, SimTime There)> _sent = new();
    private readonly MaxMinShares _shares = new();
    private SimTime _now;
    private SimTime _nextEnd = SimTime.Never;

    /// <param name="options">What a transfer costs; not with layers sent one by one.</param>
    /// <param name="bytesPerSecond">The bandwidth of each replica's link, in each direction; 0 for one without limit.</param>
    public SharedKvLinks(KvTransferOptions options, double[] bytesPerSecond)
    {
        _options = options;
        _sends = [.. bytesPerSecond.Select(LinkOf)];
        _receives = [.. bytesPerSecond.Select(LinkOf)];
    }

    /// <inheritdoc/>
    public SimTime NextArrival => _sent.TryPeek(out (Handover Handover, SimTime There) sent) ? sent.There
        : _nextEnd == SimTime.Never ? SimTime.Never
        : _nextEnd + _options.Latency;

    /// <inheritdoc/>
    public void Send(Handover handover, SimTime now)
    {
        while (_nextEnd <= now)
        {
            End();
        }

        // A decode replica is seen to ask for blocks a picosecond later than it does, when another transfer may have begun.
        _now = now > _now ? now : _now;
        double bytes = _options.BytesOf(handover);
        LinkFlow flow = new(_sends[handover.From], _receives[handover.To], bytes, handover);
        if (bytes == 0 || flow is { From: null, To: null })
        {
            _sent.Enqueue((handover, _now + _options.Latency));
            return;
        }

        _flows.Add(flow);
        flow.From?.Flows.Add(flow);
        flow.To?.Flows.Add(flow);
        Touch(flow);
        Share();
    }

    /// <inheritdoc/>
    public Handover Arrive()
    {
        if (_sent.Count == 0)
        {
            End();
        }

        return _sent.Dequeue().Handover;
    }

    /// <summary>The next transfers end, all of that moment.</summary>
    private void End()
    {
        _now = _nextEnd;
        foreach (LinkFlow flow in _flows)
        {
            if (flow.End == _now)
            {
                _sent.Enqueue((flow.Handover, _now + _options.Latency));
                flow.From?.Flows.Remove(flow);
                flow.To?.Flows.Remove(flow);
            }
        }

        foreach (LinkFlow flow in _flows)
        {
            if (flow.End == _now)
            {
                Touch(flow);
            }
        }

        _flows.RemoveAll(f => f.End == _now);
        Share();
    }

    private void Touch(LinkFlow flow)
    {
        _shares.Touch(flow.From);
        _shares.Touch(flow.To);
    }

    /// <summary>Shares the links anew where something changed.</summary>
    private void Share()
    {
        _shares.Fill();
        foreach (LinkFlow flow in _shares.Flows)
        {
            flow.Go(_now);
        }

        _shares.Clear();
        _nextEnd = SimTime.Never;
        foreach (LinkFlow flow in _flows)
        {
            _nextEnd = flow.End < _nextEnd ? flow.End : _nextEnd;
        }
    }

    private static SharedLink? LinkOf(double bytesPerSecond) => bytesPerSecond == 0 ? null : new SharedLink(bytesPerSecond);
}
