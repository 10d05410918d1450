using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Workloads;

public sealed class GeneratedWorkloadTests
{
    private static readonly Gen<(uint Seed, int Arrivals, bool Sessions, bool Prefixes, int Requests)> Cases =
        Gen.Select(Gen.UInt, Gen.Int[0, 4], Gen.Bool, Gen.Bool, Gen.Int[1, 60]);

    [Test]
    public void TheSameSeedGivesTheSameRequestsTwice() =>
        Cases.Sample(c => Words(Make(c)).SequenceEqual(Words(Make(c))), iter: 100);

    [Test]
    public void AnotherSeedGivesOtherLengths() =>
        Assert.That(Words(A.Workload(seed: 1)), Is.Not.EqualTo(Words(A.Workload(seed: 2))));

    [Test]
    public void OneWorkloadCanBePlayedManyTimes()
    {
        GeneratedWorkload workload = Make((3, 0, true, true, 50));
        List<string> first = [.. Words(workload)];
        Assert.That(Words(workload), Is.EqualTo(first));
    }

    [Test]
    public void EveryWorkloadGivesExactlyItsRequestsAndEveryPromptItsContent() => Cases.Sample(c =>
    {
        List<Request> requests = A.Requests(Make(c));
        return requests.Count == c.Requests
            && requests.Select((r, i) => r.Index == i).All(same => same)
            && requests.All(r => r.Content is null || (r.Content.Sum(s => s.Tokens) == r.PromptTokens && r.Content.All(s => s.Tokens >= 1)))
            && requests.All(r => r.PromptTokens >= 1 && r.OutputTokens >= 1 && r.PromptTokens + r.OutputTokens <= 600);
    }, iter: 200);

    [Test]
    public void LengthsDoNotDependOnArrivalsOrOnTheOrderOfCompletion()
    {
        IEnumerable<(int, int)> open = A.Requests(A.Workload(arrivals: ArrivalSpec.Poisson(1))).Select(r => (r.PromptTokens, r.OutputTokens));
        IRequestSource source = A.Workload(arrivals: ArrivalSpec.ClosedLoop(10)).Start();
        Request[] requests = new Request[100];
        List<Request> running = [];
        while (source.TryNext(out Request request))
        {
            running.Add(request);
        }

        for (int time = 0; running.Count > 0; time++)
        {
            int pick = time * 7 % running.Count; // any order
            Request finished = running[pick];
            running.RemoveAt(pick);
            requests[finished.Index] = finished;
            source.OnFinished(finished, SimTime.FromSeconds(time), running);
        }

        Assert.That(requests.Select(r => (r.PromptTokens, r.OutputTokens)), Is.EqualTo(open));
    }

    [Test]
    public void SessionsDoNotDependOnTheOrderOfCompletion()
    {
        GeneratedWorkload workload = A.Workload(A.Spec(sessions: A.Sessions()), ArrivalSpec.AllAtOnce(), requests: 30);
        IRequestSource source = workload.Start();
        List<Request> waiting = [];
        while (source.TryNext(out Request request))
        {
            waiting.Add(request);
        }

        List<Request> all = [];
        while (waiting.Count > 0)
        {
            Request last = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
            all.Add(last);
            source.OnFinished(last, last.Arrival, waiting);
        }

        Assert.That(all.OrderBy(r => r.Index).Select(A.Words), Is.EqualTo(Words(workload)));
    }

    [Test]
    public void ALaterTurnHoldsAllEarlierTextsAndAnswers()
    {
        SessionSpec sessions = A.Sessions(new FixedLength(3), new FixedThinkTime(4));
        List<Request> requests = A.Requests(A.Workload(A.Spec(sessions: sessions), ArrivalSpec.AllAtOnce(), requests: 3));
        int[] fresh = [requests[0].PromptTokens, requests[1].PromptTokens - requests[0].PromptTokens - requests[0].OutputTokens,
            requests[2].PromptTokens - requests[1].PromptTokens - requests[1].OutputTokens];
        Assert.That(requests[0].Content, Is.Null);
        Assert.That(requests[2].Content, Is.EqualTo(new PromptSegment[]
        {
            new(TokenStreams.Unique(0), fresh[0]), new(TokenStreams.Output(0), requests[0].OutputTokens),
            new(TokenStreams.Unique(1), fresh[1]), new(TokenStreams.Output(1), requests[1].OutputTokens),
            new(TokenStreams.Unique(2), fresh[2]),
        }));
        Assert.That(requests.Select(r => r.Arrival.Seconds), Is.EqualTo(new[] { 0.0, 4.0, 8.0 }));
        Assert.That(requests.Select(r => r.Session), Is.All.Zero);
    }

    [Test]
    public void ASessionEndsBeforeItsContextWouldOverflow()
    {
        WorkloadSpec spec = A.Spec(new FixedLength(100), new FixedLength(50), new SessionSpec
        {
            Turns = new FixedLength(100),
            NewTokens = new FixedLength(10),
            ThinkTime = new FixedThinkTime(0),
        });
        List<Request> requests = A.Requests(A.Workload(spec, ArrivalSpec.Constant(1), requests: 50, maxModelLength: 300));

        // 100 + 50, then 60 more a turn: 150, 210, 270; the fourth turn would need 330.
        Assert.That(requests.GroupBy(r => r.Session).Take(10).Select(s => s.Count()), Is.All.EqualTo(3));
    }

    [Test]
    public void ClosedLoopUsersHaveOneSessionAfterAnother()
    {
        GeneratedWorkload workload = A.Workload(A.Spec(sessions: A.Sessions(think: new FixedThinkTime(1))), ArrivalSpec.ClosedLoop(2, 10), requests: 12);
        List<Request> requests = A.Requests(workload);
        Assert.That(requests.Select(r => r.Session), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3 }));
        Assert.That(requests[6].Arrival.Seconds, Is.EqualTo(12)); // two thinks of a second, then ten seconds between sessions
    }

    [TestCase(900, 50, 900, 50, 0)]
    [TestCase(900, 500, 900, 100, 1)]
    [TestCase(1500, 500, 999, 1, 1)]
    public void LengthsAreCutToTheContextOutputFirst(int prompt, int output, int cutPrompt, int cutOutput, int clipped)
    {
        GeneratedWorkload workload = A.Workload(A.Spec(new FixedLength(prompt), new FixedLength(output)), requests: 1, maxModelLength: 1000);
        Request request = A.Requests(workload)[0];
        Assert.That((request.PromptTokens, request.OutputTokens), Is.EqualTo((cutPrompt, cutOutput)));
        Assert.That(workload.Notes.ClippedToContext, Is.EqualTo(clipped));
    }

    [Test]
    public void PopularityFollowsZipf()
    {
        SharedPrefixSpec layer = new(50, new FixedLength(10), ZipfExponent: 1.2);
        List<Request> requests = A.Requests(A.Workload(A.Spec(prefixes: layer), requests: 20_000));
        double norm = Enumerable.Range(1, 50).Sum(k => Math.Pow(k, -1.2));
        foreach (int rank in (int[])[1, 2, 5, 20])
        {
            double share = Math.Pow(rank, -1.2) / norm;
            int count = requests.Count(r => r.Content![0].Stream == TokenStreams.Shared(rank - 1));
            Assert.That(count, Is.EqualTo(20_000 * share).Within(5 * Math.Sqrt(20_000 * share)), $"rank {rank}");
        }
    }

    [Test]
    public void LayersFollowEachOtherAndLeaveTheRequestATokenOfItsOwn()
    {
        SharedPrefixSpec system = new(1, new FixedLength(30));
        SharedPrefixSpec passages = new(5, new FixedLength(40), Draws: 2);
        List<Request> requests = A.Requests(A.Workload(A.Spec(new FixedLength(100), prefixes: [system, passages]), requests: 10));
        Assert.That(requests.Select(r => r.Content!.Select(s => s.Tokens)), Is.All.EqualTo(new[] { 30, 40, 29, 1 }));
        Assert.That(requests.Select(r => r.Content![0].Stream).Distinct().Count(), Is.EqualTo(1));
        Assert.That(requests.Select(r => r.Content![1].Stream), Has.None.EqualTo(requests[0].Content![0].Stream));
    }

    private static GeneratedWorkload Make((uint Seed, int Arrivals, bool Sessions, bool Prefixes, int Requests) c)
    {
        ArrivalSpec arrivals = c.Arrivals switch
        {
            0 => ArrivalSpec.Poisson(3),
            1 => ArrivalSpec.Gamma(3, 2),
            2 => ArrivalSpec.Constant(3),
            3 => ArrivalSpec.AllAtOnce(),
            _ => ArrivalSpec.ClosedLoop(4, 1, exponential: true),
        };
        SharedPrefixSpec[] prefixes = c.Prefixes ? [new SharedPrefixSpec(4, new UniformLength(60, 0.5, UniformRule.PlusMinus))] : [];
        WorkloadSpec spec = A.Spec(sessions: c.Sessions ? A.Sessions(new WeightedLength([[1, 1], [2, 1], [9, 1]])) : null, prefixes: prefixes);
        return A.Workload(spec, arrivals, c.Requests, c.Seed, maxModelLength: 600);
    }

    private static IEnumerable<string> Words(IWorkload workload) => A.Requests(workload).Select(A.Words);
}
