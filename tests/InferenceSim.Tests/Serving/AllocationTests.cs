using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>What a run allocates, counted: nothing for a step, for a request only its place in the exact percentiles.</summary>
[TestFixture(true)]
[TestFixture(false)]
[NonParallelizable]
public sealed class AllocationTests(bool prefixCaching)
{
    private const int Requests = 10_000;

    // Four latencies of 16 bytes each, in lists that double as they grow (up to four times their size in all) and are copied once to be sorted.
    private const long BytesPerRequest = 4 * 16 * (4 + 1);

    [Test]
    public void StepsAllocateNothing()
    {
        Allocated(Requests, 200); // warms up
        (long few, long fewSteps) = Allocated(Requests, 200);
        (long many, long manySteps) = Allocated(Requests, 400);
        Console.WriteLine($"{fewSteps} steps {few} B, {manySteps} steps {many} B");
        Assert.That(manySteps, Is.GreaterThan(fewSteps + 10_000));

        // Block tables and the hash index grow to their working size once.
        Assert.That(many - few, Is.LessThan(prefixCaching ? 2_000_000 : 100_000));
    }

    [Test]
    public void RequestsAllocateTheirLatenciesOnly()
    {
        Allocated(Requests, 50);
        (long few, _) = Allocated(Requests, 50);
        (long many, _) = Allocated(4 * Requests, 50);
        double perRequest = (many - few) / (3.0 * Requests);
        Console.WriteLine($"{perRequest:0} B a request");
        Assert.That(perRequest, Is.LessThan(BytesPerRequest));
    }

    private (long Bytes, long Steps) Allocated(int requests, int outputTokens)
    {
        EngineOptions options = A.Engine(
            maxSequences: 64, tokenBudget: 2048, blocks: 4_000, blockSize: 16, maxModelLength: 4096, prefixCaching: prefixCaching);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SimulationReport report = SimulationRun.Execute(
            new SteadySource(requests, outputTokens), new Replica(options, A.Predictor(), EngineMode.Leap), new RunOptions());
        return (GC.GetAllocatedBytesForCurrentThread() - before, report.Steps);
    }

    /// <summary>Equal requests at equal gaps, at about half of what the engine can take.</summary>
    private sealed class SteadySource(int requests, int outputTokens) : IRequestSource
    {
        private int _next;

        public bool HasFollowUps => false;

        public bool TryNext(out Request request)
        {
            request = new Request
            {
                Index = _next,
                Arrival = new SimTime(_next * outputTokens * 6L),
                PromptTokens = 100,
                OutputTokens = outputTokens,
            };
            return _next++ < requests;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
        }
    }
}
