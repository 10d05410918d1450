using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using NUnit.Framework;

namespace InferenceSim.Tests.Serving;

/// <summary>The queue between clients and the scheduler. A step takes 100 ps and 1 ps a token (<see cref="A.Predictor"/>).</summary>
[TestFixture]
public sealed class FrontEndTests
{
    [Test]
    public void SimultaneousRequestsReachTheSchedulerOneAfterTheOther()
    {
        // Three prompts of 10 tokens at 0: the server passes one every 500 + 10 x 20 = 700 ps, and each takes 50 ps more. A step of 110 ps
        // is long over when the next arrives, so that each has the engine for itself.
        FrontEndOptions frontEnd = new() { Latency = new(50), PerRequest = new(500), PerPromptToken = new(20) };
        (_, Dictionary<int, FinishedSequence> sequences) = Run(frontEnd, [A.Request(0, 10, 1), A.Request(1, 10, 1), A.Request(2, 10, 1)]);
        Assert.That(sequences.Values.Select(s => s.FirstToken.Picoseconds), Is.EqualTo(new[] { 750 + 110, 1450 + 110, 2150 + 110 }));
    }

    [Test]
    public void AnIdleServerTakesARequestAtOnce()
    {
        FrontEndOptions frontEnd = new() { PerRequest = new(500) };
        (_, Dictionary<int, FinishedSequence> sequences) = Run(frontEnd, [A.Request(0, 10, 1), A.Request(1, 10, 1, arrival: 10_000)]);
        Assert.That(sequences[1].FirstToken.Picoseconds, Is.EqualTo(10_000 + 500 + 110));
    }

    [Test]
    public void ItsTimeCountsInLatenciesAndNotInQueueing()
    {
        // By hand: at the scheduler at 750 and 1,450; first tokens at 860 and 1,560; the clients had sent at 0.
        FrontEndOptions frontEnd = new() { Latency = new(50), PerRequest = new(500), PerPromptToken = new(20) };
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(
            new ListSource(A.Request(0, 10, 1), A.Request(1, 10, 1)),
            new Replica(A.Engine(), A.Predictor(), EngineMode.Leap),
            new RunOptions { FrontEnd = frontEnd, OnRequest = outcomes.Add });
        Assert.That(outcomes.Select(o => o.Request.Arrival), Is.All.EqualTo(new SimTime(0)));
        Assert.That(report.Ttft.MeanMs!.Value * 1e9, Is.EqualTo((860 + 1560) / 2.0).Within(1e-3));
    }

    [Test]
    public void NoMoreRequestsPassThanItsRate()
    {
        // A thousand at once, one every 500 ps, an engine that is faster: the last first token comes when the last has passed.
        FrontEndOptions frontEnd = new() { PerRequest = new(500) };
        Request[] requests = [.. Enumerable.Range(0, 1000).Select(i => A.Request(i, 4, 1))];
        (_, Dictionary<int, FinishedSequence> sequences) = Run(frontEnd, requests);
        Assert.That(sequences.Values.Max(s => s.FirstToken.Picoseconds), Is.EqualTo((1000 * 500) + 104));
    }

    private static (SimulationReport Report, Dictionary<int, FinishedSequence> Sequences) Run(FrontEndOptions frontEnd, Request[] requests) =>
        A.Run(A.Engine(), requests, run: new RunOptions { FrontEnd = frontEnd });
}
