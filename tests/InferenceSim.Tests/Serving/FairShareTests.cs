using CsCheck;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Fair share by tenant against the bound of its paper, and what the other orders do by hand.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FairShareTests
{
    private const int Tenants = 3;

    [Test]
    public void BackloggedTenantsAreServedAlikeWithinTheBound() => Gen.ULong.Sample(
        seed =>
        {
            // Theorem 4.4 of arXiv 2401.00588: while two tenants have requests waiting, their services in any interval differ by at most 2 U,
            // U = max(w_p L_input, w_q M), with L_input the longest prompt and M the tokens that fit into the cache.
            EngineOptions options = Crowded(QueueOrder.FairShare);
            Request[] requests = Backlog(seed);
            long bound = 2 * Math.Max(
                FairShareQueue.InputWeight * requests.Max(r => r.PromptTokens), FairShareQueue.OutputWeight * options.Blocks * options.BlockSize);
            return LargestGap(options, requests, EngineMode.Step) <= bound && LargestGap(options, requests, EngineMode.Leap) <= bound;
        },
        iter: 100);

    [Test]
    public void FirstComeFirstServedIsNotFair()
    {
        // A bound is worth something if another order breaks it: tenant 0 has sent all of its requests before the others.
        Request[] requests = [.. Backlog(1).OrderBy(r => r.Tenant).Select((r, i) => r with { Index = i })];
        long bound = 2 * FairShareQueue.OutputWeight * 100 * 4;
        Assert.That(LargestGap(Crowded(QueueOrder.Fcfs), requests, EngineMode.Step), Is.GreaterThan(bound));
    }

    [TestCase(QueueOrder.Fcfs, 0, 1, 2, 3)]
    [TestCase(QueueOrder.Priority, 0, 3, 1, 2)]
    [TestCase(QueueOrder.ShortestPrompt, 0, 2, 3, 1)]
    [TestCase(QueueOrder.ShortestJob, 0, 3, 1, 2)]
    [TestCase(QueueOrder.Deadline, 0, 3, 2, 1)]
    [TestCase(QueueOrder.FairShare, 0, 3, 2, 1)]
    public void OneAfterTheOtherInTheOrderAskedFor(QueueOrder order, params int[] expected)
    {
        // All are there when the first has started. Deadlines: 0 and 1 of tenant 0 after 100,000 ps, 3 of tenant 1 after 1,000, 2 of tenant 2 after 20,000.
        EngineOptions options = A.Engine(maxSequences: 1) with
        {
            Order = order,
            Deadlines = [Due(100_000), Due(1_000), Due(20_000)],
        };
        Request[] requests =
        [
            A.Request(0, 10, 2), A.Request(1, 30, 5, arrival: 1, priority: 2), A.Request(2, 10, 40, arrival: 2, priority: 3) with { Tenant = 2 },
            A.Request(3, 20, 3, arrival: 3, priority: 1) with { Tenant = 1 },
        ];

        // Fair share: 2 and 3 are lifted to what tenant 0 has got when they come, a prompt of 10 and an output of weight 2, and are behind it no more
        // when it has said its second token; tenant 1 goes before tenant 2, and then has got more than tenant 2.
        foreach (EngineMode mode in (EngineMode[])[EngineMode.Step, EngineMode.Leap])
        {
            (_, Dictionary<int, FinishedSequence> s) = A.Run(options, requests, mode);
            Assert.That(s.Values.OrderBy(f => f.FirstScheduled.Picoseconds).Select(f => f.Request.Index), Is.EqualTo(expected), $"{mode}");
        }
    }

    [Test]
    public void TheTokenThatAnotherEngineGaveIsChargedWhenItsSequenceLeavesTheQueue()
    {
        // Both tenants have got nothing. The first prompt of tenant 0 brings a token: 10 + 2, against 11 for that of tenant 1, whose second is next.
        using EngineState state = new(A.Engine() with { Order = QueueOrder.FairShare }, leaps: false);
        _ = state.Handovers.EnqueuePrefilled(A.Request(0, 10, 5), SimTime.Zero, 10, 0);
        _ = state.Enqueue(A.Request(1, 11, 5) with { Tenant = 1 });
        _ = state.Enqueue(A.Request(2, 10, 5));
        int second = state.Enqueue(A.Request(3, 10, 5) with { Tenant = 1 });
        state.Waiting.RemoveHead();
        state.Waiting.RemoveHead();
        Assert.That(state.Waiting.Head, Is.EqualTo(second));
    }

    private static Deadline Due(long picoseconds) => new(new SimDuration(picoseconds), SimDuration.Zero);

    private static EngineOptions Crowded(QueueOrder order) => A.Engine(maxSequences: 4, tokenBudget: 50, blocks: 100) with { Order = order };

    /// <summary>Everything there at once, a hundred requests of each tenant, each tenant of its own kind.</summary>
    private static Request[] Backlog(ulong seed)
    {
        RandomStream random = new(seed);
        int Draw(int most) => 1 + (int)(random.NextUniform() * most);
        int[] prompt = [Draw(100), Draw(100), Draw(100)], output = [Draw(60), Draw(60), Draw(60)];
        return [.. Enumerable.Range(0, Tenants * 100).Select(i => A.Request(i, Draw(prompt[i % Tenants]), Draw(output[i % Tenants])) with { Tenant = i % Tenants })];
    }

    /// <summary>The largest difference of two tenants' service while all of them wait, in any interval.</summary>
    private static long LargestGap(EngineOptions options, Request[] requests, EngineMode mode)
    {
        ServiceObserver observer = new();
        Replica replica = new(options, A.Predictor(), mode) { Observer = observer };
        SimulationRun.Execute(new ListSource(requests), replica, new RunOptions { OnRequest = observer.Add });
        return observer.LargestGap;
    }

    /// <summary>Sums up what each tenant has got from the state between steps, as long as everybody waits.</summary>
    private sealed class ServiceObserver : IReplicaObserver
    {
        private readonly long[] _ended = new long[Tenants];
        private readonly long[] _least = new long[Tenants * Tenants];
        private readonly long[] _most = new long[Tenants * Tenants];

        public long LargestGap { get; private set; }

        public void Add(RequestOutcome outcome) => Add(_ended, outcome.Request, outcome.Sequence!.Value.OutputTokens);

        public void OnScheduled(Replica replica, long durationPicoseconds)
        {
        }

        public void OnLeap(Replica replica, long steps, long firstDuration, long durationStep)
        {
        }

        public void OnCompleted(Replica replica, ScheduledBatch batch)
        {
            EngineState state = replica.State;
            List<int> waiting = [];
            state.Waiting.CopyTo(waiting);
            if (waiting.Select(slot => state.Sequences[slot].Request.Tenant).Distinct().Count() < Tenants)
            {
                return;
            }

            long[] service = [.. _ended];
            foreach (FinishedSequence finished in state.Outputs.Finished)
            {
                Add(service, finished.Request, finished.OutputTokens);
            }

            for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
            {
                ref Sequence s = ref state.Sequences[slot];
                Add(service, s.Request, (s.InCohort ? (int)(s.Computed + state.Cohort.Counter) + 1 : s.Known) - s.Request.PromptTokens);
            }

            foreach (int slot in waiting.Where(slot => state.Sequences[slot].Admitted))
            {
                Add(service, state.Sequences[slot].Request, state.Sequences[slot].Outputs); // preempted
            }

            Compare(service);
        }

        private void Compare(long[] service)
        {
            for (int pair = 0; pair < Tenants * Tenants; pair++)
            {
                long difference = service[pair / Tenants] - service[pair % Tenants];
                _least[pair] = Math.Min(_least[pair], difference);
                _most[pair] = Math.Max(_most[pair], difference);
                LargestGap = Math.Max(LargestGap, _most[pair] - _least[pair]);
            }
        }

        private static void Add(long[] service, in Request request, int outputs) =>
            service[request.Tenant] += (FairShareQueue.InputWeight * request.PromptTokens) + (FairShareQueue.OutputWeight * outputs);
    }
}
