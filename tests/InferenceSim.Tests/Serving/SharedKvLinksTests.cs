using CsCheck;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>Transfers that share links, and those that queue on them. Links carry a byte a picosecond unless said otherwise.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class SharedKvLinksTests
{
    private const double BytePerPicosecond = 1e12;

    [Test]
    public void TwoEqualOnesOverOneLinkEndTogetherAtTwiceTheTime() =>
        Assert.That(Ends(Fast, [new(0, 2, 1_000, 50), new(0, 3, 1_000, 50)]), Is.EqualTo((long[])[2_050, 2_050]));

    [Test]
    public void ThreeEqualOnesTakeThreeTimesAsLongThoughAThirdIsNoFloatingPointNumber() =>
        Assert.That(Ends(Fast, [new(0, 2, 1_000, 0), new(0, 2, 1_000, 0), new(1, 2, 1_000, 0)]), Is.EqualTo((long[])[3_000, 3_000, 3_000]));

    [Test]
    public void OneThatJoinsHalfwaySlowsDownTheOtherHalf() =>
        Assert.That(Ends(Fast, [new(0, 2, 1_000, 0), new(0, 2, 1_000, 500)]), Is.EqualTo((long[])[1_500, 2_000]));

    [Test]
    public void TwoSendersToOneReceiverShareItsLink() =>
        Assert.That(Ends(Fast, [new(0, 2, 600, 0), new(1, 2, 1_000, 0)]), Is.EqualTo((long[])[1_200, 1_600]));

    [Test]
    public void WhoIsHeldUpElsewhereLeavesTheRestToTheOthers()
    {
        // Receiver 2 takes a quarter of a byte a picosecond: the other transfer of sender 0 has three quarters, and all of it from 2,000 on.
        double[] links = [1e12, 1e12, 0.25e12, 1e12];
        Assert.That(Ends(o => new SharedKvLinks(o, links), [new(0, 2, 500, 0), new(0, 3, 1_900, 0)]), Is.EqualTo((long[])[2_000, 2_400]));
    }

    [Test]
    public void OneMayComeEarlierBecauseOthersBegin()
    {
        // The first two share a sender, so that the second would end at 2,000. From 500 on two more leave the first only a third of its receiver, and
        // the second two thirds of the sender: it ends at 500 + 750 / (2 / 3).
        Transfer[] transfers = [new(0, 2, 5_000, 0), new(0, 3, 1_000, 0), new(1, 2, 9_000, 500), new(1, 2, 9_000, 500)];
        Assert.That((Ends(Fast, transfers[..2])[1], Ends(Fast, transfers)[1]), Is.EqualTo((2_000, 1_625)));
    }

    [Test]
    public void NothingIsAWaitForNobodyAndALinkWithoutLimitIsInNobodysWay()
    {
        double[] links = [0, 1e12, 0, 1e12];
        KvTransferOptions late = new() { BytesPerToken = 1, Latency = new SimDuration(7) };
        Assert.That(
            Ends(o => new SharedKvLinks(o, links), [new(0, 3, 1_000, 0), new(0, 2, 1_000, 10), new(1, 3, 0, 20), new(0, 2, 0, 30)], late),
            Is.EqualTo((long[])[1_007, 17, 27, 37]));
    }

    [Test]
    public void ALoneTransferTakesTheSameEitherWay() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[1e9, 1e14], Gen.Double[1e9, 1e14]).Sample(
        (bytes, from, to) =>
        {
            Transfer[] one = [new(0, 1, bytes, 5)];
            return Ends(o => new SharedKvLinks(o, [from, to]), one).SequenceEqual(Ends(o => new QueuedKvLinks(o, [from, to]), one));
        },
        iter: 2_000);

    [Test]
    public void OverOneLinkTheLastEndsWhenItWouldInAQueue() => Gen.ULong.Sample(
        seed =>
        {
            // A link that always has something to send is done at the same time, whoever comes first; each end is rounded to a picosecond.
            RandomStream random = RandomStream.For(seed, "links");
            Transfer[] transfers = Draw(random, senders: 1, receivers: 1);
            double[] links = [BytePerPicosecond * (0.5 + random.NextUniform()), 0];
            long[] shared = Ends(o => new SharedKvLinks(o, links), transfers), queued = Ends(o => new QueuedKvLinks(o, links), transfers);
            return Math.Abs(shared.Max() - queued.Max()) <= transfers.Length;
        },
        iter: 2_000);

    [Test]
    public void NoLinkCarriesMoreThanItCan() => Gen.ULong.Sample(
        seed =>
        {
            // Between any beginning and any later end, the transfers wholly in between went over the link. Each may save half a picosecond by rounding.
            Transfer[] transfers = Draw(RandomStream.For(seed, "links"), senders: 3, receivers: 3);
            long[] ends = Ends(o => new SharedKvLinks(o, s_six), transfers);
            return Enumerable.Range(0, 6).All(link => transfers.All(first => ends.Where(e => e >= first.At).All(last =>
                transfers.Zip(ends).Where(t => (t.First.From == link || t.First.To == link) && t.First.At >= first.At && t.Second <= last).Sum(t => (double)t.First.Bytes)
                    <= (last - first.At + (0.5 * transfers.Length)) * s_six[link] / BytePerPicosecond)));
        },
        iter: 1_000);

    [Test]
    public void ItAgreesWithTransfersMovedPicosecondByPicosecond() => Gen.ULong.Sample(
        seed =>
        {
            Transfer[] transfers = Draw(RandomStream.For(seed, "links"), senders: 3, receivers: 3);
            long[] fast = Ends(o => new SharedKvLinks(o, s_six), transfers);
            long[] slow = BitByBit(transfers, s_six);

            // In a picosecond of which a transfer needs only a part the slow one leaves the links idle, and its end moves everybody behind.
            return fast.Zip(slow).All(p => p.Second - p.First >= -1 && p.Second - p.First <= 2 + transfers.Length);
        },
        iter: 500);

    [Test]
    public void WhenSomebodyLooksDoesNotMatter() => Gen.ULong.Sample(
        seed =>
        {
            Transfer[] transfers = Draw(RandomStream.For(seed, "links"), senders: 3, receivers: 3);
            KvTransferOptions late = new() { BytesPerToken = 1, Latency = new SimDuration(100) };
            return Ends(o => new SharedKvLinks(o, s_six), transfers, late, looksEarly: true)
                .SequenceEqual(Ends(o => new SharedKvLinks(o, s_six), transfers, late, looksEarly: false));
        },
        iter: 1_000);

    [TestCase(0.5)]
    [TestCase(0.8)]
    public void EqualTransfersAtRandomTimesTakeAsLongAsQueueingTheorySays(double load)
    {
        // Poisson arrivals at one link (M/D/1): processor sharing takes S / (1 - load) on average, a queue S (1 + load / (2 (1 - load))).
        const int Bytes = 10_000;
        RandomStream random = RandomStream.For(7, "links");
        double at = 0;
        Transfer[] transfers = [.. Enumerable.Range(0, 300_000).Select(_ => new Transfer(0, 1, Bytes, (long)(at -= Math.Log(1 - random.NextUniform()) * Bytes / load)))];
        double Mean(Func<KvTransferOptions, IKvLinks> build) => Ends(build, transfers).Zip(transfers).Average(t => (double)(t.First - t.Second.At)) / Bytes;
        Assert.That(Mean(Fast), Is.EqualTo(1 / (1 - load)).Within(2).Percent);
        Assert.That(Mean(o => new QueuedKvLinks(o, [BytePerPicosecond, 0])), Is.EqualTo(1 + (load / (2 * (1 - load)))).Within(2).Percent);
    }

    private static readonly double[] s_six = [1e12, 0.3e12, 2e12, 1e12, 0.5e12, 0.7e12];

    private static SharedKvLinks Fast(KvTransferOptions options) => new(options, [BytePerPicosecond, BytePerPicosecond, BytePerPicosecond, BytePerPicosecond]);

    private static Transfer[] Draw(RandomStream random, int senders, int receivers)
    {
        int Below(int n) => (int)(random.NextUniform() * n);
        int spread = 1 + Below(2_000);
        return
        [
            .. Enumerable.Range(0, 1 + Below(12))
                .Select(_ => new Transfer(Below(senders), senders + Below(receivers), Below(4) == 0 ? 300 : Below(500), Below(spread)))
                .OrderBy(t => t.At),
        ];
    }

    /// <summary>Sends transfers in order and tells when each has come, in picoseconds.</summary>
    private static long[] Ends(Func<KvTransferOptions, IKvLinks> build, Transfer[] transfers, KvTransferOptions? options = null, bool looksEarly = true)
    {
        IKvLinks links = build(options ?? new KvTransferOptions { BytesPerToken = 1 });
        long[] ends = new long[transfers.Length];
        SimTime before = SimTime.Zero;
        void Arrive()
        {
            SimTime time = links.NextArrival;
            Assert.That(time, Is.GreaterThanOrEqualTo(before), "time goes forward");
            before = time;
            ends[links.Arrive().Request.Index] = time.Picoseconds;
        }

        for (int i = 0; i < transfers.Length; i++)
        {
            Transfer transfer = transfers[i];
            while (looksEarly && links.NextArrival < new SimTime(transfer.At))
            {
                Arrive();
            }

            links.Send(new Handover(A.Request(i, transfer.Bytes + 8, 2), default, transfer.From, transfer.Bytes + 8) { To = transfer.To, Cached = 8 }, new SimTime(transfer.At));
        }

        while (links.NextArrival != SimTime.Never)
        {
            Arrive();
        }

        return ends;
    }

    /// <summary>The slow way: every picosecond all bandwidths rise together from nothing, and stay where a link of theirs is full.</summary>
    private static long[] BitByBit(Transfer[] transfers, double[] bytesPerSecond)
    {
        double[] left = [.. transfers.Select(t => (double)t.Bytes)];
        long[] ends = [.. transfers.Select(t => t.Bytes == 0 ? t.At : -1)];
        for (long now = 0; ends.Contains(-1); now++)
        {
            List<int> rising = [.. Enumerable.Range(0, transfers.Length).Where(i => ends[i] < 0 && transfers[i].At <= now)];
            double[] room = [.. bytesPerSecond.Select(b => b / BytePerPicosecond)];
            while (rising.Count > 0)
            {
                int[] users = [.. Enumerable.Range(0, room.Length).Select(l => rising.Count(i => transfers[i].From == l || transfers[i].To == l))];
                double rise = room.Zip(users).Where(l => l.Second > 0).Min(l => l.First / l.Second);
                rising.ForEach(i => left[i] -= rise);
                room = [.. room.Zip(users).Select(l => l.First - (rise * l.Second))];
                _ = rising.RemoveAll(i => room[transfers[i].From] < 1e-12 || room[transfers[i].To] < 1e-12);
            }

            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = ends[i] < 0 && left[i] < 1e-9 ? now + 1 : ends[i];
            }
        }

        return ends;
    }

    private readonly record struct Transfer(int From, int To, int Bytes, long At);
}
