using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class TraceLoadTests
{
    private const string Header = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n";
    private const string Rows = Header + "100,m,1,9,0,x\n110,m,2,9,0,x\n120,m,3,0,0,x\n130,m,4,9,0,x\n140,m,5,9,0,x\n";

    [Test]
    public void RowsWithoutOutputAreDroppedAndCounted()
    {
        TraceWorkload trace = A.Trace(Rows + "150,m,0,9,0,x\n");
        Assert.That(trace.Requests.Select(r => (r.Index, r.PromptTokens)), Is.EqualTo(new[] { (0, 1), (1, 2), (2, 4), (3, 5) }));
        Assert.That(trace.Notes, Is.EqualTo(new WorkloadNotes(DroppedWithoutOutput: 1, DroppedWithoutPrompt: 1)));
    }

    [Test]
    public void RowsWithoutOutputCanBeKeptAsOneTokenRequests()
    {
        TraceWorkload trace = A.Trace(Rows, new TraceOptions { KeepWithoutOutput = true });
        Assert.That(trace.Requests.Select(r => r.OutputTokens), Is.EqualTo(new[] { 9, 9, 1, 9, 9 }));
        Assert.That(trace.Notes, Is.EqualTo(new WorkloadNotes()));
    }

    [Test]
    public void RateScaleDividesGaps() =>
        Assert.That(Arrivals(A.Trace(Rows, new TraceOptions { RateScale = 8 })), Is.EqualTo(new[] { 0, 1.25, 3.75, 5 }));

    [Test]
    public void AWindowIsCutAndBecomesTimeZero()
    {
        TraceWorkload trace = A.Trace(Rows, new TraceOptions { WindowStartSeconds = 5, WindowEndSeconds = 40 });
        Assert.That(Arrivals(trace), Is.EqualTo(new[] { 5.0, 25.0 }));
        Assert.That(trace.Notes, Is.EqualTo(new WorkloadNotes(DroppedWithoutOutput: 1, OutsideWindow: 2)));
    }

    [Test]
    public void RowsOutOfOrderAreSortedStably()
    {
        TraceWorkload trace = A.Trace(Header + "100,m,1,9,0,x\n98,m,2,9,0,x\n100,m,3,9,0,x\n99,m,4,9,0,x\n");
        Assert.That(trace.Requests.Select(r => (r.Index, r.PromptTokens)), Is.EqualTo(new[] { (0, 2), (1, 4), (2, 1), (3, 3) }));
        Assert.That(Arrivals(trace), Is.EqualTo(new[] { 0.0, 1.0, 2.0, 2.0 }));
    }

    [Test]
    public void ATraceLongerThanSimulatedTimeNeedsAWindow()
    {
        string text = Header + "0,m,1,9,0,x\n9500000,m,2,9,0,x\n";
        Assert.That(() => A.Trace(text), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("trace.txt:3:1:").And.Message.Contains("--window"));
        Assert.That(A.Trace(text, new TraceOptions { WindowEndSeconds = 1000 }).Requests, Has.Count.EqualTo(1));
        Assert.That(A.Trace(text, new TraceOptions { RateScale = 2 }).Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public void AnEmptyWindowIsRefusedWithTheCounts() =>
        Assert.That(() => A.Trace(Rows, new TraceOptions { WindowStartSeconds = 500 }),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("1 rows without output").And.Message.Contains("4 outside"));

    [Test]
    public void ASpreadGridKeepsTheOrderAndStaysInsideItsTicks()
    {
        string text = Header + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i / 10 * 3},m,{i + 1},9,0,x\n"));
        TraceWorkload trace = A.Trace(text, new TraceOptions { SpreadGridSeconds = 3 });
        Assert.That(trace.Requests.Select(r => r.PromptTokens), Is.Ordered);
        Assert.That(Arrivals(trace), Is.Ordered);
        Assert.That(trace.Requests.Select(r => (int)(r.Arrival.Seconds / 3)), Is.EqualTo(Enumerable.Range(0, 300).Select(i => i / 10)));
        Assert.That(Arrivals(trace).Distinct().Count(), Is.EqualTo(300));
    }

    [Test]
    public void ASpreadWiderThanTheTicksKeepsTheOrder()
    {
        string text = Header + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i / 3},m,{i + 1},9,0,x\n"));
        Assert.That(Arrivals(A.Trace(text, new TraceOptions { SpreadGridSeconds = 60 })), Is.Ordered);
    }

    [Test]
    public void ATurnWhoseSessionBeganBeforeTheWindowArrivesAtItsRecordedTime()
    {
        TraceWorkload trace = A.Trace(Agents, new TraceOptions { WindowStartSeconds = 5 });
        Assert.That(A.Requests(trace).Select(r => (r.PromptTokens, r.Arrival.Seconds)), Is.EqualTo(new[] { (30, 1.0), (40, 1.5) }));
        Assert.That(trace.Notes.OutsideWindow, Is.EqualTo(2));
    }

    [Test]
    public void ATurnAfterAFailedOneFollowsTheTurnBeforeThat()
    {
        TraceWorkload trace = A.Trace(Agents.Replace("\"output_length\": 2,", "\"output_length\": 0,", StringComparison.Ordinal));
        Assert.That(A.Requests(trace).Select(r => (r.PromptTokens, r.Arrival.Seconds)), Is.EqualTo(new[] { (10, 0.0), (30, 1.0), (40, 1.5) }));
    }

    [Test]
    public void RecordedTimesCanBePlayedInsteadOfDelays()
    {
        TraceWorkload trace = A.Trace(Agents, new TraceOptions { UseRecordedTimes = true });
        Assert.That(trace.HasFollowUps, Is.False);
        Assert.That(Arrivals(trace), Is.EqualTo(new[] { 0.0, 2.0, 6.0, 9.0 }));
    }

    [Test]
    public void OtherArrivalsKeepLengthsSessionsAndDelays()
    {
        IWorkload replayed = A.Trace(Agents).WithArrivals(ArrivalSpec.ClosedLoop(1, 100), requests: 6);
        List<Request> requests = A.Requests(replayed);
        Assert.That(requests.Select(r => r.PromptTokens), Is.EqualTo(new[] { 10, 20, 30, 40, 10, 20 }));
        Assert.That(requests.Select(r => r.Arrival.Seconds), Is.EqualTo(new[] { 0, 0.5, 1.5, 2, 102, 102.5 }));
        Assert.That(requests.Select(r => r.Session), Is.EqualTo(new[] { 0, 0, 0, 0, 1, 1 }));
    }

    [Test]
    public void ASecondPassSharesNothingWithTheFirstButSharesWithinItself()
    {
        const string text = "{\"timestamp\":0,\"input_length\":600,\"output_length\":1,\"hash_ids\":[0,1]}\n{\"timestamp\":0,\"input_length\":600,\"output_length\":1,\"hash_ids\":[0,2]}\n";
        ulong[] first = [.. A.Requests(A.Trace(text).WithArrivals(ArrivalSpec.AllAtOnce(), 4)).Select(r => r.Content![0].Stream)];
        Assert.That(first, Is.EqualTo(new[] { TokenStreams.TraceBlock(0), TokenStreams.TraceBlock(0), TokenStreams.TraceBlock(3), TokenStreams.TraceBlock(3) }));
    }

    [Test]
    public void AReplayedSessionRefersToItsOwnAnswers()
    {
        WorkloadSpec spec = A.Spec(sessions: A.Sessions(new FixedLength(2)));
        using MemoryStream csv = new();
        WorkloadCsv.Write(A.Workload(spec, ArrivalSpec.AllAtOnce(), requests: 4), csv);
        csv.Position = 0;
        List<Request> requests = A.Requests(TraceFile.Load(csv, "x.csv").WithArrivals(ArrivalSpec.ClosedLoop(1), requests: 8));
        Assert.That(requests, Has.Count.EqualTo(8));
        foreach (Request second in requests.Where(r => r.Index % 2 == 1))
        {
            Assert.That(second.Content!.Select(s => s.Stream), Is.EqualTo(new[]
            {
                TokenStreams.Unique(second.Index - 1), TokenStreams.Output(second.Index - 1), TokenStreams.Unique(second.Index),
            }));
        }
    }

    private const string Agents = """
        {"session_id": "a", "timestamp": 0, "delay": 0, "input_length": 10, "output_length": 1, "hash_ids": []}
        {"session_id": "a", "timestamp": 2000, "delay": 500, "input_length": 20, "output_length": 2, "hash_ids": []}
        {"session_id": "a", "timestamp": 6000, "delay": 1000, "input_length": 30, "output_length": 3, "hash_ids": []}
        {"session_id": "a", "timestamp": 9000, "delay": 500, "input_length": 40, "output_length": 4, "hash_ids": []}
        """;

    private static IEnumerable<double> Arrivals(TraceWorkload trace) => trace.Requests.Select(r => r.Arrival.Seconds);
}
