using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Rates;
using InferenceSim.Workloads.Tenants;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads.Tenants;

public sealed class TenantMixTests
{
    [Test]
    public void AnotherTenantChangesNobodysRequests()
    {
        List<Request> two = A.Requests(Mix(null, Chat(3, 200), Agents(0.2, 200)));
        List<Request> three = A.Requests(Mix(null, Chat(3, 200), Agents(0.2, 200), new TenantTraffic("batch", c => A.Workload(requests: c ?? 50, seed: 99))));
        Assert.That(three.Where(r => r.Tenant < 2).Select(A.Words), Is.EqualTo(two.Select(A.Words)));
        Assert.That(three.Count(r => r.Tenant == 2), Is.EqualTo(50));
    }

    [Test]
    public void ATenantSendsWhatItsWorkloadSendsAlone()
    {
        GeneratedWorkload alone = A.Workload(SharedSessions(), ArrivalSpec.Poisson(1), requests: 150, seed: 5);
        TenantMix mix = Mix(null, Chat(3, 200), new TenantTraffic("alone", _ => alone, Priority: 7));
        List<Request> sent = [.. A.Requests(mix).Where(r => r.Tenant == 1)];
        Assert.That(
            sent.Select(r => (r.Arrival, r.PromptTokens, r.OutputTokens, r.Session, r.Priority, r.Content!.Length)),
            Is.EqualTo(A.Requests(alone).Select(r => (r.Arrival, r.PromptTokens, r.OutputTokens, (r.Session * 64) + 1, 7, r.Content!.Length))));
    }

    [Test]
    public void TenantsShareNoTextsAndEachKeepsItsOwn()
    {
        // Two tenants of the same workload and seed: the same texts by length, but none of one is a text of the other.
        TenantTraffic Twin(string name) => new(name, _ => A.Workload(SharedSessions(), ArrivalSpec.Poisson(1), requests: 200, seed: 5));
        List<Request> requests = A.Requests(Mix(null, Twin("a"), Twin("b")));
        HashSet<ulong>[] streams = [.. requests.GroupBy(r => r.Tenant).OrderBy(g => g.Key).Select(g => g.SelectMany(r => r.Content!.Select(s => s.Stream)).ToHashSet())];
        Assert.That(streams[0], Has.Count.EqualTo(streams[1].Count));
        Assert.That(streams[0].Overlaps(streams[1]), Is.False);

        // An answer that a later turn repeats is named after the request that gave it.
        HashSet<ulong> given = [.. requests.Select(r => TokenStreams.Output(r.Index))];
        ulong[] repeated = [.. requests.SelectMany(r => r.Content!).Select(s => s.Stream).Where(TokenStreams.IsOutput)];
        Assert.That(repeated, Is.Not.Empty);
        Assert.That(repeated.All(given.Contains), Is.True);
    }

    [Test]
    public void RequestsComeInOrderOfTimeAndNumbersAreUnique()
    {
        IRequestSource source = Mix(null, Chat(3, 500), Agents(0.3, 100)).Start();
        List<Request> first = [];
        while (source.TryNext(out Request request))
        {
            first.Add(request);
        }

        Assert.That(first.Select(r => (r.Arrival, r.Index)), Is.Ordered);
        Assert.That(first.Select(r => r.Index), Is.Unique);
        Assert.That(source.HasFollowUps, Is.True);
    }

    [Test]
    public void ANumberOfRequestsIsDividedByTimeOfArrival()
    {
        Gen.Select(Gen.Int[1, 400], Gen.Double[0.2, 5], Gen.Double[0.1, 2]).Sample((requests, chat, agents) =>
        {
            TenantMix mix = Mix(requests, Chat(chat, null), Agents(agents, null));
            List<Request> all = A.Requests(mix);
            Assert.That(all, Has.Count.EqualTo(requests));
            Assert.That(mix.RequestCount, Is.EqualTo(requests));

            // Both tenants stop at about the same time: neither begins a session after the other could have begun one before the end.
            if (all.Select(r => r.Tenant).Distinct().Count() == 2)
            {
                IRequestSource play = mix.Start();
                Dictionary<int, SimTime> last = [];
                while (play.TryNext(out Request r))
                {
                    last[r.Tenant] = r.Arrival;
                }

                Assert.That((last.Values.Max() - last.Values.Min()).Seconds, Is.LessThan(20 / Math.Min(chat, agents)));
            }
        }, iter: 30, seed: "0000TenantMx1", threads: 1);
    }

    [Test]
    public void ADurationEndsEveryTenant()
    {
        ArrivalSpec Until(double rate) => ArrivalSpec.Poisson(rate) with { DurationSeconds = 300, Profile = RateNotation.Parse("sin:0.5:60") };
        TenantMix mix = Mix(
            null,
            new TenantTraffic("a", c => GeneratedWorkload.Create("a", A.Spec(), Until(5), c, 1, 4096)),
            new TenantTraffic("b", c => GeneratedWorkload.Create("b", A.Spec(), Until(1), c, 2, 4096)));
        List<Request> requests = A.Requests(mix);
        Assert.That(requests.Count(r => r.Tenant == 0), Is.EqualTo(1500).Within(5 * Math.Sqrt(1500)));
        Assert.That(requests.Count(r => r.Tenant == 1), Is.EqualTo(300).Within(5 * Math.Sqrt(300)));
        Assert.That(requests.Max(r => r.Arrival.Seconds), Is.LessThan(300));
        Assert.That(mix.RequestCount, Is.Null);
    }

    [Test]
    public void AMixIsWrittenAndReadBack()
    {
        TenantMix mix = Mix(null, Chat(3, 40), Agents(0.3, 40));
        using MemoryStream csv = new();
        WorkloadCsv.Write(mix, csv);
        csv.Position = 0;
        TraceWorkload read = TraceFile.Load(csv, "mix.csv");
        List<Request> played = A.Requests(read);
        Assert.That(
            played.Select(r => (r.Arrival, r.PromptTokens, r.OutputTokens, r.Tenant)).Order(),
            Is.EqualTo(A.Requests(mix).Select(r => (r.Arrival, r.PromptTokens, r.OutputTokens, r.Tenant)).Order()));
        ulong[] answers = [.. played.SelectMany(r => r.Content ?? []).Select(s => s.Stream).Where(TokenStreams.IsOutput)];
        Assert.That(answers, Is.Not.Empty);
        Assert.That(answers.All(played.Select(r => TokenStreams.Output(r.Index)).ToHashSet().Contains), Is.True);
    }

    [Test]
    public void NamesAreDifferent() => Assert.That(
        () => Mix(null, Chat(1, 5), Chat(2, 5)), Throws.InstanceOf<InvalidConfigurationException>().With.Message.Contains("different names"));

    private static TenantMix Mix(int? requests, params TenantTraffic[] tenants) => new("mix", tenants, requests);

    private static TenantTraffic Chat(double rate, int? requests) =>
        new("chat", c => A.Workload(arrivals: ArrivalSpec.Poisson(rate), requests: c ?? requests!.Value, seed: 11));

    private static TenantTraffic Agents(double rate, int? requests) =>
        new("agents", c => A.Workload(SharedSessions(), ArrivalSpec.Poisson(rate), requests: c ?? requests!.Value, seed: 12));

    private static WorkloadSpec SharedSessions() => A.Spec(sessions: A.Sessions(new FixedLength(4)), prefixes: new SharedPrefixSpec(5, new FixedLength(40)));
}
