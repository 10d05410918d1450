using CsCheck;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>Fair shares of links.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class MaxMinSharesTests
{
    [Test]
    public void WhatOneCannotUseIsSharedByTheOthers()
    {
        // The third can receive only 2 of 12, and the second shares its 8 with somebody else: 4, so that 6 are left for the first.
        SharedLink sender = new(12), first = new(100), second = new(8), third = new(2), other = new(100);
        LinkFlow[] flows = [Join(sender, first), Join(sender, second), Join(sender, third), Join(other, second)];
        MaxMinShares shares = new();
        shares.Touch(sender);
        shares.Fill();
        Assert.That(flows.Select(f => f.Share), Is.EqualTo((double[])[6, 4, 2, 4]));
        Assert.That(shares.Flows, Is.EquivalentTo(flows));
    }

    [Test]
    public void NobodyCanGetMoreWithoutSomebodyGettingLessWhoHasNoMore() => Gen.ULong.Sample(
        seed =>
        {
            // A share is max-min fair exactly if a link of each transfer is full, on which nobody has more than it.
            (LinkFlow[] flows, SharedLink[] links, MaxMinShares shares) = Draw(seed);
            foreach (SharedLink link in links)
            {
                shares.Touch(link);
            }

            shares.Fill();
            bool Bounds(SharedLink? link, LinkFlow flow) =>
                link is not null && Total(link) >= link.BytesPerSecond * (1 - 1e-9) && link.Flows.All(f => f.Share <= flow.Share * (1 + 1e-9));
            return links.All(l => Total(l) <= l.BytesPerSecond * (1 + 1e-9) && l.Open == 0)
                && flows.All(f => f.Share > 0 && (Bounds(f.From, f) || Bounds(f.To, f)))
                && shares.Flows.Count == flows.Length;
        },
        iter: 3_000);

    [Test]
    public void WhatAChangeCannotReachIsLeftAlone() => Gen.ULong.Sample(
        seed =>
        {
            // All at once, or only what lies around the last transfer once the others have theirs: the same.
            (LinkFlow[] flows, SharedLink[] links, MaxMinShares shares) = Draw(seed);
            LinkFlow last = flows[^1];
            _ = last.From?.Flows.Remove(last);
            _ = last.To?.Flows.Remove(last);
            Fill(shares, links);
            last.From?.Flows.Add(last);
            last.To?.Flows.Add(last);
            Fill(shares, [last.From, last.To]);
            double[] little = [.. flows.Select(f => f.Share)];
            Fill(shares, links);
            return flows.Zip(little).All(f => Math.Abs(f.First.Share - f.Second) <= 1e-9 * f.Second);
        },
        iter: 3_000);

    private static void Fill(MaxMinShares shares, SharedLink?[] links)
    {
        foreach (SharedLink? link in links)
        {
            shares.Touch(link);
        }

        shares.Fill();
        shares.Clear();
    }

    private static double Total(SharedLink link) => link.Flows.Count == 0 ? link.BytesPerSecond : link.Flows.Sum(f => f.Share);

    private static (LinkFlow[] Flows, SharedLink[] Links, MaxMinShares Shares) Draw(ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "links");
        int Below(int n) => (int)(random.NextUniform() * n);
        SharedLink?[] sends = [.. Enumerable.Range(0, 1 + Below(6)).Select(_ => Below(5) == 0 ? null : new SharedLink(1 + Below(10)))];
        SharedLink[] receives = [.. Enumerable.Range(0, 1 + Below(6)).Select(_ => new SharedLink(1 + (10 * random.NextUniform())))];
        LinkFlow[] flows = [.. Enumerable.Range(0, 1 + Below(20)).Select(_ => Join(sends[Below(sends.Length)], receives[Below(receives.Length)]))];
        return (flows, [.. sends.OfType<SharedLink>(), .. receives], new MaxMinShares());
    }

    private static LinkFlow Join(SharedLink? from, SharedLink? to)
    {
        LinkFlow flow = new(from, to, 1, new Handover(A.Request(0, 1, 2), default, 0, 1));
        from?.Flows.Add(flow);
        to?.Flows.Add(flow);
        return flow;
    }
}
