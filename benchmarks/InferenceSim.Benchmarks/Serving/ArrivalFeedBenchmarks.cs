using BenchmarkDotNet.Attributes;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Benchmarks.Serving;

/// <summary>The only event queue there is, that of arrivals: a request drawn and taken, or released by an answer, kept in order and taken.</summary>
[MemoryDiagnoser]
public class ArrivalFeedBenchmarks
{
    private const int Requests = 100_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Requests)]
    public long DrawnArrival() => Play(ArrivalSpec.Poisson(20));

    [Benchmark(OperationsPerInvoke = Requests)]
    public long ReleasedArrival() => Play(ArrivalSpec.ClosedLoop(256, 1, exponential: true));

    private static long Play(ArrivalSpec arrivals)
    {
        GeneratedWorkload workload = GeneratedWorkload.Create(
            "arrivals", WorkloadSpec.OfLengths(new FixedLength(512), new FixedLength(128)), arrivals, Requests, 1, 8_192);
        ArrivalFeed feed = new(workload.Start(), new FrontEndOptions());
        long last = 0;
        while (feed.NextArrival != SimTime.Never)
        {
            feed.Take(out Request request);
            last = request.Arrival.Picoseconds;
            if (feed.HasFollowUps)
            {
                feed.OnFinished(request, request.Arrival + new SimDuration(SimDuration.PicosecondsPerSecond));
            }
        }

        return last;
    }
}
