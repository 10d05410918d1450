using InferenceSim.KvCache.Tiers;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>
/// A small scenario drawn from a seed: any policy and order, pools from starved to ample, chunked prefill, shared prefixes, exact repeats,
/// conversations whose prompts contain earlier answers, and all kinds of arrival.
/// </summary>
internal sealed class RandomScenario
{
    private readonly RandomStream _random;
    private readonly List<Request> _requests = [];
    private readonly Dictionary<int, (int Follower, SimDuration Think)> _follows = [];

    public RandomScenario(ulong seed)
    {
        _random = new RandomStream(seed);
        int blockSize = Pick(1, 2, 4, 16);
        int maxLength = Pick(40, 100, 300);
        bool conversations = Chance(0.3);
        QueueOrder order = Chance(0.5) ? QueueOrder.Fcfs : (QueueOrder)Int(0, (int)QueueOrder.FairShare);
        Options = new EngineOptions
        {
            MaxSequences = Pick(1, 2, 3, 8, 20),
            TokenBudget = 0,
            Blocks = ((maxLength + blockSize - 1) / blockSize * Pick(1, 2, 3, 10)) + Int(0, 5),
            BlockSize = blockSize,
            MaxModelLength = maxLength,
            PrefixCaching = Chance(0.6),
            Policy = Chance(0.5) ? BatchingPolicy.Vllm : (BatchingPolicy)Int(0, (int)BatchingPolicy.Static),
            Order = order,
            Deadlines = [.. Enumerable.Range(0, Int(0, 3)).Select(_ => new Deadline(new SimDuration(Int(0, 100_000)), new SimDuration(Int(0, 5_000))))],
            AsyncScheduling = Chance(0.5),
            ChunkedPrefill = Chance(0.8),
            ReserveOutput = Chance(0.2),
            LongPrefillThreshold = Chance(0.2) ? Int(1, 20) : 0,
            ReserveFullSequence = Chance(0.7),
            WatermarkBlocks = Chance(0.3) ? Int(0, 3) : 0,
            ReceiveIntervalSteps = Chance(0.3) ? Int(2, 12) : 1,
        };
        if (Options.Policy == BatchingPolicy.Vllm && Chance(0.3))
        {
            Options = Options with { Swap = new HostSwap(Pick(0, 3, 20, 10_000), Int(0, 2_000), 100) };
        }

        if (Options.Policy == BatchingPolicy.Vllm && Chance(0.2))
        {
            Options = Options with { RankBalance = new RankBalance(Int(2, 5), Int(1, 30)) };
        }
        else if (Options.Policy == BatchingPolicy.Vllm && Chance(0.2))
        {
            Options = Options with { BatchWait = new BatchWait(Int(1, 30), Int(1, 300)) };
        }

        if (Options.Policy == BatchingPolicy.Vllm && Chance(0.2))
        {
            Options = Options with { AsyncScheduling = false, PipelineStages = Pick(2, 3, 4) };
        }

        else if (Options.Policy == BatchingPolicy.Vllm && Chance(0.25))
        {
            DraftMethod method = (DraftMethod)Int(0, (int)DraftMethod.Eagle);
            double[] acceptance = [.. Enumerable.Range(0, Int(1, 5)).Select(_ => Chance(0.1) ? 0 : Chance(0.1) ? 1 : _random.NextUniform())];
            Options = Options with
            {
                AsyncScheduling = false,
                Speculation = new Speculation(method, acceptance.Length, new PositionalAcceptance(seed, acceptance)),
            };
        }

        Options = Options with { TokenBudget = Math.Max(Options.MaxSequences, Pick(4, 16, 64, 1000)) };
        Predictor = Chance(0.5)
            ? new LinearPredictor(Int(1, 5000), Int(0, 100), Int(0, 20), Int(0, 3))
            : new KinkedPredictor(Int(1, 5000), Int(1, 200), Int(5, 400), Chance(0.6) ? Int(1, 60) : null);
        MakeRequests(Int(1, 40), maxLength, conversations);
        if (Chance(0.7))
        {
            PromiseWhatIsNeverQuoted();
        }

        FrontEnd = Chance(0.5) ? new() : new() { Latency = new(Int(0, 5_000)), PerRequest = new(Int(0, 5_000)), PerPromptToken = new(Int(0, 50)) };

        if (Options.PrefixCaching && Chance(0.5))
        {
            Options = Options with { KvTiers = [.. Tiers()], KvFetch = Chance(0.5) ? KvFetchPolicy.Always : KvFetchPolicy.IfFaster };
            Options = Options with { KvLoad = Chance(0.6) ? KvLoadMode.Async : KvLoadMode.Blocking };
        }
    }

    public EngineOptions Options { get; }

    public IStepTimePredictor Predictor { get; }

    public FrontEndOptions FrontEnd { get; }

    public int Requests => _requests.Count;

    public IRequestSource Start() => new Source(this);

    /// <summary>Plays the scenario; outcomes in order of time.</summary>
    public (SimulationReport Report, List<RequestOutcome> Outcomes, Replica Replica) Run(EngineMode mode)
    {
        List<RequestOutcome> outcomes = [];
        Replica replica = new(Options, Predictor, mode);
        SimulationReport report = SimulationRun.Execute(
            Start(), replica, new RunOptions { FrontEnd = FrontEnd, OnRequest = outcomes.Add, MaxSimulatedTime = new SimDuration(1_000_000_000_000) });
        return (report, outcomes, replica);
    }

    private IEnumerable<KvTierOptions> Tiers()
    {
        // A remote store is another one where replicas share it: it has tests of its own.
        foreach (KvTierKind kind in (KvTierKind[])[KvTierKind.Host, KvTierKind.Ssd])
        {
            if (Chance(0.6))
            {
                yield return new KvTierOptions(kind, Pick(0, 1, 5, 50, 1000), 1, Int(0, 500), new SimDuration(Int(0, 2000)));
            }
        }
    }

    private void MakeRequests(int count, int maxLength, bool conversations)
    {
        double impatient = Pick(0, 0, 1, 5) / 10.0, shortOfLimit = Pick(0, 0, 5) / 10.0;
        long scale = Pick(0, 100, 5_000, 100_000);
        long time = 0;
        for (int i = 0; i < count; i++)
        {
            time += scale == 0 || Chance(0.2) ? 0 : Int(0, (int)scale);
            PromptSegment[] prompt = Prompt(i, maxLength);
            int leader = i - 1 - Int(0, 3);
            if (conversations && leader >= 0 && Chance(0.6) && !_follows.ContainsKey(leader))
            {
                Request earlier = _requests[leader];
                prompt = [.. Content(earlier), new PromptSegment(TokenStreams.Output(leader), earlier.OutputTokens), .. prompt];
                if (prompt.Sum(s => s.Tokens) > maxLength * 2)
                {
                    prompt = Prompt(i, maxLength);
                }

                _follows[leader] = (i, new SimDuration(Chance(0.5) ? 0 : Int(0, 20_000)));
            }

            _requests.Add(new Request
            {
                Index = i,
                Arrival = new SimTime(time),
                PromptTokens = prompt.Sum(s => s.Tokens),
                OutputTokens = Chance(0.15) ? 1 : Int(1, Chance(0.2) ? maxLength : maxLength / 3),
                Priority = Int(0, 3),
                Tenant = Int(0, 3),
                Patience = Chance(impatient) ? new SimDuration(Int(1, Pick(1_000, 30_000, 300_000))) : SimDuration.Zero,
                MaxTokens = Chance(shortOfLimit) ? Int(1, maxLength) : 0,
                Content = Chance(0.2) && prompt is [_] ? null : prompt,
            });
        }
    }

    /// <summary>Says of every request whose own text and answer no other one contains that it is so.</summary>
    private void PromiseWhatIsNeverQuoted()
    {
        for (int i = 0; i < _requests.Count; i++)
        {
            ulong[] own = [TokenStreams.Unique(i), TokenStreams.Output(i)];
            bool quoted = _requests.Where(r => r.Index != i).Any(r => Content(r).Any(s => own.Contains(s.Stream)));
            _requests[i] = _requests[i] with { NeverQuoted = !quoted };
        }
    }

    private PromptSegment[] Prompt(int index, int maxLength)
    {
        if (index > 0 && Chance(0.2))
        {
            return Content(_requests[Int(0, index - 1)]); // an exact repeat
        }

        PromptSegment own = new(TokenStreams.Unique(index), Int(1, Math.Max(1, (int)(maxLength * (Chance(0.1) ? 1.1 : 0.5)))));
        return Chance(0.4) ? [new PromptSegment(TokenStreams.Shared(Int(0, 2)), Int(1, maxLength / 4)), own] : [own];
    }

    private static PromptSegment[] Content(in Request request) =>
        request.Content ?? [new PromptSegment(TokenStreams.Unique(request.Index), request.PromptTokens)];

    private int Int(int from, int to) => from + (int)(_random.NextUniform() * (to - from + 1));

    private bool Chance(double p) => _random.NextUniform() < p;

    private int Pick(params int[] values) => values[Int(0, values.Length - 1)];

    /// <summary>A predictor whose decode steps change slope at every multiple of a context sum, for the knots at which a leap must end, and that may have a window.</summary>
    private sealed record KinkedPredictor(long Base, long PerToken, long Knot, int? Window) : IStepTimePredictor
    {
        public StepCost Price(in BatchShape shape)
        {
            long prefill = shape.DraftTokens * PerToken;
            StepCost decode = shape.DecodeSequences > 0 ? Decode(shape.DecodeSequences, shape.DecodeContextSum).At(shape.DecodeContextSum, shape.DecodeWindowedContextSum) : default;
            foreach (PrefillChunk chunk in shape.Prefill)
            {
                prefill += (chunk.Tokens * PerToken) + (chunk.Context * 3L) + (chunk.Samples ? 7 : 0);
            }

            return new StepCost(Math.Max(1, decode.Picoseconds) + prefill, decode.Flops + (prefill * 5), decode.Bytes + (prefill * 11));
        }

        public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0)
        {
            long segment = contextSum / Knot;
            return new DecodeSegment(
                new StepCost(Base + (PerToken * sequences) - (segment * (segment + 1) / 2 * Knot), 1000 + sequences, 50),
                new StepCost(segment + 1, 3, 2 + segment),
                (segment + 1) * Knot,
                new StepCost(4 + segment, 6, 9));
        }
    }

    private sealed class Source(RandomScenario scenario) : IRequestSource
    {
        private readonly HashSet<int> _followers = [.. scenario._follows.Values.Select(f => f.Follower)];
        private int _next;

        public bool HasFollowUps => _followers.Count > 0;

        public bool TryNext(out Request request)
        {
            while (_followers.Contains(_next))
            {
                _next++;
            }

            bool more = _next < scenario._requests.Count;
            request = more ? scenario._requests[_next++] : default;
            return more;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
            if (scenario._follows.TryGetValue(request.Index, out (int Follower, SimDuration Think) next))
            {
                released.Add(scenario._requests[next.Follower] with { Arrival = finish + next.Think });
            }
        }
    }
}
