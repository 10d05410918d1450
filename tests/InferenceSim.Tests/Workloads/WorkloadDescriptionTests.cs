using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class WorkloadDescriptionTests
{
    [Test]
    public void AzureConversationHasItsPublishedStatistics()
    {
        using FileStream stream = File.OpenRead(SharedData.Require("traces/azure/AzureLLMInferenceTrace_conv.csv"));
        WorkloadDescription d = WorkloadDescription.Of(TraceFile.Load(stream, "AzureLLMInferenceTrace_conv.csv"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((d.Name, d.Requests), Is.EqualTo(("AzureLLMInferenceTrace_conv", 19_366)));
            Assert.That(d.Arrivals!.RatePerSecond, Is.EqualTo(5.530).Within(0.001));
            Assert.That(d.Arrivals.GapCv, Is.EqualTo(1.094).Within(0.001));
            Assert.That(d.Arrivals.CountDispersion1s, Is.EqualTo(1.39).Within(0.01));
            Assert.That(d.Arrivals.CountDispersion10s, Is.EqualTo(3.86).Within(0.05));
            Assert.That(d.Arrivals.CountDispersion60s, Is.EqualTo(16.1).Within(0.3));
            Assert.That((d.Prompt.Mean, d.Prompt.P50, d.Prompt.P99, d.Prompt.Max), Is.EqualTo((1154.697, 1020.0, 4142.0, 14050.0)).Within(0.001));
            Assert.That((d.Output.Mean, d.Output.P50, d.Output.P99, d.Output.Max), Is.EqualTo((211.126, 129.0, 601.0, 1000.0)).Within(0.001));
            Assert.That((d.PrefixShare, d.Sessions, d.AssumesZeroService), Is.EqualTo((0.0, 0, false)));
        }
    }

    [TestCase("mooncake/conversation_trace.jsonl", 0.373624, 0, false)]
    [TestCase("weka-agentic/agentic_merged_40s_blk512.jsonl.gz", 0.938449, 40, true)]
    public void PrefixShareIsTheTokenHitRateOfAnInfiniteCache(string file, double share, int sessions, bool assumesZeroService)
    {
        using FileStream stream = File.OpenRead(SharedData.Require("traces/" + file));
        WorkloadDescription d = WorkloadDescription.Of(TraceFile.Load(stream, file, new TraceOptions { KeepWithoutOutput = true }));
        Assert.That(d.PrefixShare, Is.EqualTo(share).Within(1e-6));
        Assert.That((d.Sessions, d.AssumesZeroService, d.BlockTokens), Is.EqualTo((sessions, assumesZeroService, 512)));
    }

    [Test]
    public void LengthsWithoutTimesAreDescribedWithoutArrivals()
    {
        WorkloadDescription d = WorkloadDescription.Of(A.Trace("num_prefill_tokens,num_decode_tokens\n10,1\n30,3\n20,2\n"));
        Assert.That(d.Arrivals, Is.Null);
        Assert.That(d.Prompt, Is.EqualTo(new LengthSummary(20, 20, 28, 29.8, 30)));
        Assert.That((d.PromptTokens, d.OutputTokens), Is.EqualTo((60L, 6L)));
    }

    [Test]
    public void AClosedLoopSaysThatServiceIsLeftOut()
    {
        WorkloadDescription d = WorkloadDescription.Of(A.Workload(arrivals: ArrivalSpec.ClosedLoop(2, 3), requests: 10));
        Assert.That((d.AssumesZeroService, d.Arrivals!.SpanSeconds), Is.EqualTo((true, 12.0)));
    }

    [Test]
    public void SessionsAreCounted()
    {
        WorkloadSpec spec = A.Spec(sessions: A.Sessions(new FixedLength(4)));
        WorkloadDescription d = WorkloadDescription.Of(A.Workload(spec, requests: 40));
        Assert.That((d.Sessions, d.MeanTurns, d.BlockTokens), Is.EqualTo((10, 4.0, 16)));
        Assert.That(d.PrefixShare, Is.GreaterThan(0.4)); // three of four turns repeat what came before
    }

    [Test]
    public void CountsInWindowsAreCountedByHand()
    {
        // Windows of 1 s from the first arrival at 100 s: 2, 0, 1; the last arrival begins a window that is not whole.
        ArrivalSummary a = ArrivalSummary.Of([100_000_000_000_000, 100_500_000_000_000, 102_900_000_000_000, 103_100_000_000_000]);
        Assert.That(a.SpanSeconds, Is.EqualTo(3.1));
        Assert.That(a.RatePerSecond, Is.EqualTo(3 / 3.1));
        Assert.That(a.CountDispersion1s, Is.EqualTo((5.0 / 3 - 1) / 1).Within(1e-12));
        Assert.That(a.CountDispersion10s, Is.Null);
    }
}
