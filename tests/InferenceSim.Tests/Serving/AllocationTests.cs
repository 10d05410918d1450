using InferenceSim.KvCache;
using InferenceSim.Metrics;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Serving;

/// <summary>What a run allocates, counted: once its arrays have their size, nothing for a step and nothing for a request.</summary>
[TestFixture]
[NonParallelizable]
public sealed class AllocationTests
{
    private const int Requests = 10_000;

    // A run's own objects (engine, feed, report) and what is made ready once: not a byte for each request or step.
    private const long BytesOfARun = 100_000;

    [Test]
    public void StepsAllocateNothing([Values] BatchingPolicy policy, [Values] bool prefixCaching, [Values] bool closedLoop)
    {
        Run few = new(policy, prefixCaching, closedLoop, Requests, 10);
        Run many = new(policy, prefixCaching, closedLoop, Requests, 40);
        (long fewBytes, long fewSteps) = few.LeastAllocated();
        (long manyBytes, long manySteps) = many.LeastAllocated();
        Console.WriteLine($"{fewSteps} steps {fewBytes} B, {manySteps} steps {manyBytes} B");
        Assert.That(manySteps, Is.GreaterThan(fewSteps + 10_000));
        Assert.That(manyBytes - fewBytes, Is.LessThan(BytesOfARun));
    }

    [Test]
    public void RequestsAllocateNothing([Values] BatchingPolicy policy, [Values] bool prefixCaching, [Values] bool closedLoop)
    {
        (long few, _) = new Run(policy, prefixCaching, closedLoop, Requests, 10).LeastAllocated();
        (long many, _) = new Run(policy, prefixCaching, closedLoop, 4 * Requests, 10).LeastAllocated();
        Console.WriteLine($"{Requests} requests {few} B, {4 * Requests} requests {many} B");
        Assert.That(many, Is.LessThan(few + BytesOfARun));
    }

    /// <summary>Beyond the exact percentiles the distributions have their size, and memory is what is in flight however long the run is.</summary>
    [Test]
    public void HalfAMillionRequestsMoreTakeNoMoreMemory()
    {
        (long million, _) = new Run(BatchingPolicy.Vllm, true, false, 1_200_000, 4).LeastAllocated(plays: 1);
        (long more, _) = new Run(BatchingPolicy.Vllm, true, false, 1_700_000, 4).LeastAllocated(plays: 1);
        Console.WriteLine($"1,200,000 requests {million} B, 1,700,000 requests {more} B");
        Assert.That(more, Is.LessThan(million + BytesOfARun));

        // Four latencies of 8 bytes for each of a million requests, in arrays that double and are used again by those that follow.
        Assert.That(million, Is.LessThan(4 * 8 * 4 * LatencyRecorder.ExactLimit));
    }

    [Test]
    public void TenTimesTheRequestsAreTenTimesTheWork([Values] bool prefixCaching)
    {
        Work few = Work.Of(prefixCaching, Requests);
        Work many = Work.Of(prefixCaching, 10 * Requests);
        Console.WriteLine($"{few}\n{many}");
        Assert.That(many.Steps, Is.LessThan(11 * few.Steps));
        Assert.That(many.Decisions, Is.LessThan(11 * few.Decisions));
        Assert.That(many.SequencesTouched, Is.LessThan(11 * few.SequencesTouched));
        Assert.That(many.HeapOperations, Is.EqualTo(2 * 10 * Requests), "into the heap and out of it, once each");
        Assert.That(many.BlockOperations, Is.LessThanOrEqualTo(11 * few.BlockOperations));
        Assert.That(many.BlockOperations, prefixCaching ? Is.GreaterThan(10 * Requests) : Is.Zero, "blocks without content are a count");
        Assert.That(many.Decisions, Is.LessThan(5 * 10 * Requests), "steps and leaps, however many tokens");
    }

    private static GeneratedWorkload Workload(int requests, int outputTokens, bool closedLoop) => GeneratedWorkload.Create(
        "steady",
        WorkloadSpec.OfLengths(new FixedLength(100), new UniformLength(outputTokens, 0.9, UniformRule.PlusMinus)),
        closedLoop ? ArrivalSpec.ClosedLoop(20, 0.1, exponential: true) : ArrivalSpec.Poisson(4_000.0 / outputTokens),
        requests, seed: 1, 4096);

    private static EngineOptions Engine(BatchingPolicy policy, bool prefixCaching) => A.Engine(
        maxSequences: 64, tokenBudget: 2048, blocks: 1_000, blockSize: 16, maxModelLength: 4096, prefixCaching: prefixCaching, policy: policy);

    private static LinearPredictor Predictor() => new LinearPredictor(1_000_000_000, 1_000_000, 0, 0);

    private sealed record Run(BatchingPolicy Policy, bool PrefixCaching, bool ClosedLoop, int Requests, int OutputTokens)
    {
        /// <summary>The least of several plays: arrays that earlier ones left are used again unless the garbage collector took them meanwhile.</summary>
        public (long Bytes, long Steps) LeastAllocated(int plays = 3)
        {
            (long least, long steps) = (long.MaxValue, 0);
            for (int i = 0; i < plays; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                steps = SimulationRun.Execute(
                    Workload(Requests, OutputTokens, ClosedLoop), Engine(Policy, PrefixCaching), Predictor(), new RunOptions()).Steps;
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                if (least < BytesOfARun)
                {
                    break;
                }
            }

            return (least, steps);
        }
    }

    /// <summary>Counts what an engine does.</summary>
    private sealed record Work : IReplicaObserver
    {
        public long Steps { get; private set; }

        /// <summary>Batches scheduled and leaps.</summary>
        public long Decisions { get; private set; }

        /// <summary>Sequences that a batch lists, or that end with it.</summary>
        public long SequencesTouched { get; private set; }

        /// <summary>Sequences put into the heap of finishes and taken out.</summary>
        public long HeapOperations { get; private set; }

        /// <summary>Entries of the pool of blocks that were made, or from which blocks were evicted.</summary>
        public long BlockOperations { get; private set; }

        public static Work Of(bool prefixCaching, int requests)
        {
            Work work = new();
            using Replica replica = new(Engine(BatchingPolicy.Vllm, prefixCaching), Predictor(), EngineMode.Leap) { Observer = work };
            work.Steps = SimulationRun.Execute(Workload(requests, 40, closedLoop: false).Start(), replica, new RunOptions()).Steps;
            work.HeapOperations = replica.State.Cohort.HeapOperations;
            work.BlockOperations = ((CountedBlockPool)replica.State.Cache.Pool).EntryOperations;
            return work;
        }

        public void OnScheduled(Replica replica, long durationPicoseconds)
        {
            Decisions++;
            SequencesTouched += replica.State.Batch.Entries.Count;
        }

        public void OnCompleted(Replica replica, ScheduledBatch batch) => SequencesTouched += batch.Finishing.Count;

        public void OnLeap(Replica replica, long steps, long firstDuration, long durationStep) => Decisions++;
    }
}
