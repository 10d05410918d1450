using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Workloads;

public sealed class ArrivalTests
{
    private const int Requests = 30_000;

    [TestCase(1u)]
    [TestCase(2u)]
    [TestCase(3u)]
    public void PoissonArrivalsHaveTheRateAndNoBursts(uint seed)
    {
        ArrivalSummary arrivals = Describe(ArrivalSpec.Poisson(4), seed);
        Assert.That(arrivals.RatePerSecond, Is.EqualTo(4).Within(4 * 5 / Math.Sqrt(Requests)));
        Assert.That(arrivals.GapCv, Is.EqualTo(1).Within(5 / Math.Sqrt(Requests)));

        // Variance / mean of n counts has a standard error of about sqrt(2 / n).
        double windows = Requests / 4.0;
        Assert.That(arrivals.CountDispersion1s, Is.EqualTo(1).Within(5 * Math.Sqrt(2 / windows)));
        Assert.That(arrivals.CountDispersion10s, Is.EqualTo(1).Within(5 * Math.Sqrt(2 / (windows / 10))));
        Assert.That(arrivals.CountDispersion60s, Is.EqualTo(1).Within(5 * Math.Sqrt(2 / (windows / 60))));
    }

    [TestCase(0.5)]
    [TestCase(2.0)]
    [TestCase(3.0)]
    public void GammaArrivalsHaveTheRateAndTheVariation(double cv)
    {
        ArrivalSummary arrivals = Describe(ArrivalSpec.Gamma(4, cv), 5);
        Assert.That(arrivals.RatePerSecond, Is.EqualTo(4).Within(4 * cv * 5 / Math.Sqrt(Requests)));

        // The kurtosis of a gamma gap is 6 cv², which gives the standard error of the cv.
        double error = cv * Math.Sqrt((2 + 6 * cv * cv) / 4 + cv * cv) / Math.Sqrt(Requests);
        Assert.That(arrivals.GapCv, Is.EqualTo(cv).Within(5 * error));

        // Counts of a renewal process in long windows have variance / mean cv².
        Assert.That(arrivals.CountDispersion60s, Is.EqualTo(cv * cv).Within(0.45 * cv * cv));
    }

    [Test]
    public void ConstantArrivalsDoNotDrift()
    {
        List<Request> requests = A.Requests(A.Workload(arrivals: ArrivalSpec.Constant(3), requests: 3001));
        Assert.That(requests[0].Arrival, Is.EqualTo(SimTime.Zero));
        Assert.That(requests[3000].Arrival.Picoseconds, Is.EqualTo(1000 * SimDuration.PicosecondsPerSecond));
    }

    [Test]
    public void AllAtOnceIsNoOpenLoop()
    {
        GeneratedWorkload workload = A.Workload(arrivals: ArrivalSpec.AllAtOnce(), requests: 10);
        Assert.That(A.Requests(workload).Select(r => r.Arrival), Is.All.EqualTo(SimTime.Zero));
        Assert.That((workload.IsOpenLoop, workload.Start().HasFollowUps), Is.EqualTo((false, false)));
    }

    [Test]
    public void ClosedLoopKeepsItsUsersAndReleasesTheNextUnusedRequest()
    {
        IRequestSource source = A.Workload(arrivals: ArrivalSpec.ClosedLoop(3, thinkTimeSeconds: 2), requests: 5).Start();
        List<Request> first = [];
        while (source.TryNext(out Request request))
        {
            first.Add(request);
        }

        Assert.That(first.Select(r => (r.Index, r.Arrival)), Is.EqualTo(Enumerable.Range(0, 3).Select(i => (i, SimTime.Zero))));
        Assert.That(source.HasFollowUps, Is.True);

        List<Request> released = [];
        source.OnFinished(first[2], SimTime.FromSeconds(7), released); // the last user is answered first
        source.OnFinished(first[0], SimTime.FromSeconds(8), released);
        source.OnFinished(first[1], SimTime.FromSeconds(9), released);
        Assert.That(released.Select(r => (r.Index, r.Arrival.Seconds)), Is.EqualTo(new[] { (3, 9.0), (4, 10.0) }));
    }

    [Test]
    public void ClosedLoopReadLazilyGivesTheUsersTheFirstRequestsAllTheSame()
    {
        IRequestSource source = A.Workload(arrivals: ArrivalSpec.ClosedLoop(3), requests: 9).Start();
        source.TryNext(out Request zero);
        List<Request> released = [];
        source.OnFinished(zero, SimTime.Zero, released);
        source.TryNext(out Request one);
        Assert.That((one.Index, released[0].Index), Is.EqualTo((1, 3)));
    }

    [Test]
    public void ExponentialThinkTimesHaveTheirMean()
    {
        IRequestSource source = A.Workload(arrivals: ArrivalSpec.ClosedLoop(1, 3, exponential: true), requests: 20_001).Start();
        source.TryNext(out Request request);
        double sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            List<Request> released = [];
            source.OnFinished(request, SimTime.Zero, released);
            request = released[0];
            sum += request.Arrival.Seconds;
        }

        Assert.That(sum / 20_000, Is.EqualTo(3).Within(5 * 3 / Math.Sqrt(20_000)));
    }

    [Test]
    public void RatesScaleTheSameLuck()
    {
        Gen.Double[0.1, 50].Sample(rate =>
        {
            SimTime slow = A.Requests(A.Workload(arrivals: ArrivalSpec.Poisson(rate), requests: 20))[19].Arrival;
            SimTime fast = A.Requests(A.Workload(arrivals: ArrivalSpec.Poisson(rate * 2), requests: 20))[19].Arrival;
            return Math.Abs(slow.Seconds / fast.Seconds - 2) < 1e-6;
        }, iter: 50);
    }

    [TestCase("rate", 0.0, 1.0, 1)]
    [TestCase("cv", 1.0, 0.0, 1)]
    [TestCase("user", 1.0, 1.0, 0)]
    public void NumbersOutOfRangeAreRefused(string word, double rate, double cv, int users)
    {
        ArrivalSpec spec = users == 0 ? ArrivalSpec.ClosedLoop(0) : ArrivalSpec.Gamma(rate, cv);
        Assert.That(spec.Validate, Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains(word));
    }

    [Test]
    public void ArrivalsLongerThanSimulatedTimeAreRefused() =>
        Assert.That(() => A.Workload(arrivals: ArrivalSpec.Poisson(0.001), requests: 1_000_000),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("100 days"));

    private static ArrivalSummary Describe(ArrivalSpec arrivals, uint seed)
    {
        WorkloadSpec spec = A.Spec(new FixedLength(1), new FixedLength(1));
        return WorkloadDescription.Of(A.Workload(spec, arrivals, Requests, seed)).Arrivals!;
    }
}
