using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class WorkloadCsvTests
{
    [Test]
    public void WhatIsWrittenIsReadBackEqual() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Int[1, 50]).Sample((seed, kind, sessions, prefixes, requests) =>
        {
            ArrivalSpec arrivals = kind switch
            {
                0 => ArrivalSpec.Poisson(3),
                1 => ArrivalSpec.Gamma(3, 2),
                2 => ArrivalSpec.AllAtOnce(),
                _ => ArrivalSpec.ClosedLoop(4, 1, exponential: true),
            };
            SharedPrefixSpec[] layers = prefixes ? [new SharedPrefixSpec(4, new FixedLength(60), Draws: 2)] : [];
            WorkloadSpec spec = A.Spec(sessions: sessions ? A.Sessions(new WeightedLength([[1, 1], [4, 1]])) : null, prefixes: layers);
            GeneratedWorkload workload = A.Workload(spec, arrivals, requests, seed);
            return A.Requests(RoundTrip(workload)).Select(A.Words).SequenceEqual(A.Requests(workload).Select(A.Words));
        }, iter: 200);

    [Test]
    public void ATraceWithBlocksIsReadBackEqual()
    {
        TraceWorkload trace = A.Trace("{\"timestamp\":5,\"input_length\":600,\"output_length\":1,\"hash_ids\":[0,1]}\n{\"timestamp\":9,\"input_length\":600,\"output_length\":1,\"hash_ids\":[0]}\n");
        Assert.That(A.Requests(RoundTrip(trace)).Select(A.Words), Is.EqualTo(A.Requests(trace).Select(A.Words)));
    }

    [Test]
    public void AWindowOfOurOwnFileRefersToTheRightRequests()
    {
        const string text = "index,arrival_seconds,input_tokens,output_tokens,after,think_seconds,prefix\n0,0,5,5,,,\n1,9,6,5,,,\n2,,20,5,1,2,u1:6 o1:5\n3,,20,5,0,1,u0:5\n";
        TraceWorkload trace = A.Trace(text, new TraceOptions { WindowStartSeconds = 4 });
        List<Request> requests = A.Requests(trace);
        Assert.That(requests.Select(r => (r.Index, r.PromptTokens, r.Arrival.Seconds)), Is.EqualTo(new[] { (0, 6, 5.0), (1, 20, 7.0) }));
        Assert.That(requests[1].Content, Is.EqualTo(new PromptSegment[]
        {
            new(TokenStreams.Unique(0), 6), new(TokenStreams.Output(0), 5), new(TokenStreams.Unique(1), 9),
        }));
        Assert.That(trace.Notes.OutsideWindow, Is.EqualTo(2));
    }

    [Test]
    public void TheFormIsPlain()
    {
        WorkloadSpec spec = A.Spec(new FixedLength(10), new FixedLength(3), A.Sessions(new FixedLength(2), new FixedThinkTime(0.5)), new SharedPrefixSpec(1, new FixedLength(4)));
        using MemoryStream stream = new();
        int rows = WorkloadCsv.Write(A.Workload(spec, ArrivalSpec.Constant(2), requests: 3), stream);
        string[] lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        Assert.That(rows, Is.EqualTo(3));
        Assert.That(lines[0], Is.EqualTo("index,arrival_ps,input_tokens,output_tokens,priority,session,after,think_ps,prefix"));
        Assert.That(lines[1], Is.EqualTo("0,0,10,3,0,0,,,s0:4"));
        Assert.That(lines[2], Does.Match("^1,,[0-9]+,3,0,0,0,500000000000,s0:4 u0:6 o0:3$"));
        Assert.That(lines[3], Is.EqualTo("2,500000000000,10,3,0,1,,,s0:4"));
        Assert.That(lines[4..], Is.EqualTo(new[] { "" }));
    }

    private static TraceWorkload RoundTrip(IWorkload workload)
    {
        using MemoryStream stream = new();
        WorkloadCsv.Write(workload, stream);
        stream.Position = 0;
        return TraceFile.Load(stream, "test.csv");
    }
}
