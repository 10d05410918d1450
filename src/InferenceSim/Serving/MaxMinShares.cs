namespace InferenceSim.Serving;

/// <summary>
/// Max-min fair shares of links by progressive filling (Bertsekas and Gallager, Data Networks, section 6.5.2): the link that has least for each of
/// its transfers divides it equally among them, and so on with what is left of the others. Nobody can get more then without somebody getting
/// less who has no more than he. Only those are computed that some link in between connects to where something changed.
/// </summary>
internal sealed class MaxMinShares
{
    private readonly List<SharedLink> _links = [];
    private readonly List<LinkFlow> _flows = [];

    /// <summary>The transfers whose shares <see cref="Fill"/> has set since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<LinkFlow> Flows => _flows;

    /// <summary>Forgets what changed.</summary>
    public void Clear()
    {
        _links.Clear();
        _flows.Clear();
    }

    /// <summary>Notes that a transfer over <paramref name="link"/> has begun or ended; <c>null</c> is a link without limit, over which nobody is in the way.</summary>
    public void Touch(SharedLink? link)
    {
        if (link is { Open: 0, Flows.Count: > 0 })
        {
            link.Left = link.BytesPerSecond;
            link.Open = link.Flows.Count;
            _links.Add(link);
        }
    }

    /// <summary>Sets the share of every transfer that a change may reach. It costs the square of the links it reaches, and their transfers.</summary>
    public void Fill()
    {
        for (int i = 0; i < _links.Count; i++) // grows as links are reached
        {
            Reach(_links[i]);
        }

        while (Tightest() is SharedLink link)
        {
            double share = link.Left / link.Open;
            foreach (LinkFlow flow in link.Flows)
            {
                if (flow.Share == 0)
                {
                    flow.Share = share;
                    Take(flow.From, share);
                    Take(flow.To, share);
                }
            }
        }
    }

    private void Reach(SharedLink link)
    {
        foreach (LinkFlow flow in link.Flows)
        {
            if (link == flow.From || flow.From is null)
            {
                flow.Share = 0;
                _flows.Add(flow);
            }

            Touch(flow.From);
            Touch(flow.To);
        }
    }

    /// <summary>The link, of those with transfers that have no share, that has least for each; the first reached of several.</summary>
    private SharedLink? Tightest()
    {
        SharedLink? tightest = null;
        foreach (SharedLink link in _links)
        {
            if (link.Open > 0 && (tightest is null || link.Left / link.Open < tightest.Left / tightest.Open))
            {
                tightest = link;
            }
        }

        return tightest;
    }

    private static void Take(SharedLink? link, double share)
    {
        if (link is not null)
        {
            link.Left -= share;
            link.Open--;
        }
    }
}
