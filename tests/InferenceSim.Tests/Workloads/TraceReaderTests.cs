using System.IO.Compression;
using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class TraceReaderTests
{
    private const string Azure2023 = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109";

    private const string Mooncake = """
        {"timestamp": 0, "input_length": 1100, "output_length": 500, "hash_ids": [0, 1, 2]}
        {"timestamp": 3000, "input_length": 1024, "output_length": 490, "hash_ids": [0, 14]}

        """;

    /// <summary>What a reader may take for a row: its request in a list that doubles, the copy that is kept, and its block ids.</summary>
    [Test]
    public void ARowAllocatesWithinTheBudgetOfItsReader()
    {
        const int Rows = 20_000;
        string azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n" + string.Concat(Enumerable.Range(0, Rows).Select(i =>
            FormattableString.Invariant($"2023-11-16 18:{i / 600:00}:{i % 600 / 10.0:00.0},374,44\n")));
        string mooncake = string.Concat(Enumerable.Range(0, Rows).Select(i =>
            FormattableString.Invariant($$"""{"timestamp": {{i}}, "input_length": 1100, "output_length": 500, "hash_ids": [0, {{2 * i}}, {{(2 * i) + 1}}]}""") + "\n"));
        foreach ((string text, int budget) in new[] { (azure, 350), (mooncake, 450) })
        {
            A.Trace(text); // warms up
            long before = GC.GetAllocatedBytesForCurrentThread();
            TraceWorkload trace = A.Trace(text);
            double bytes = (GC.GetAllocatedBytesForCurrentThread() - before - (double)text.Length) / Rows;
            Console.WriteLine($"{trace.Format}: {bytes:0} B a row");
            Assert.That(trace.Requests, Has.Count.EqualTo(Rows));
            Assert.That(bytes, Is.InRange(1, budget));
        }
    }

    [Test]
    public void Azure2023IsReadToTheTick()
    {
        TraceWorkload trace = A.Trace(Azure2023);
        Assert.That(trace.Format, Is.EqualTo(TraceFormat.Azure));
        Assert.That(trace.Requests.Select(r => (r.Arrival.Picoseconds, r.PromptTokens, r.OutputTokens)),
            Is.EqualTo(new[] { (0L, 374, 44), (4_314_579_000_000L, 396, 109) }));
        Assert.That(trace.Requests.Select(r => (r.Session, r.Content)), Is.All.EqualTo((-1, (PromptSegment[]?)null)));
    }

    [TestCase("TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,2162,5\n2024-05-10 02:00:00.017335+02:00,2399,6", 7_405_000_000L)]
    [TestCase("TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00.269Z,0,2162,5\n2024-10-15T12:00:05.819Z,1,2399,6", 5_550_000_000_000L)]
    [TestCase("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,2162,5,1,Conversation log\n45,GPT-4,2399,6,1,API log\n", 40_000_000_000_000L)]
    [TestCase("Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n19440110.0,a,43,GPT-4,2162,5,1,x\n19440161.5,,2,ChatGPT,2399,6,1,x\r\n", 51_500_000_000_000L)]
    public void OtherCsvFormatsAreRead(string text, long secondArrival)
    {
        TraceWorkload trace = A.Trace(text);
        Assert.That(trace.Requests.Select(r => (r.Arrival.Picoseconds, r.PromptTokens, r.OutputTokens)),
            Is.EqualTo(new[] { (0L, 2162, 5), (secondArrival, 2399, 6) }));
    }

    [Test]
    public void BurstGptSessionsAreNumberedAndBlankOnesAreNone()
    {
        const string header = "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n";
        TraceWorkload trace = A.Trace(header + "1,u,1,m,1,1,2,x\n2,,1,m,1,1,2,x\n3,v,1,m,1,1,2,x\n4,u,1,m,1,1,2,x\n");
        Assert.That(trace.Requests.Select(r => r.Session), Is.EqualTo(new[] { 0, -1, 1, 0 }));
        Assert.That(trace.HasFollowUps, Is.False);
    }

    [Test]
    public void MooncakeBlocksBecomeSegmentsOfTheirOwnStreams()
    {
        TraceWorkload trace = A.Trace(Mooncake);
        Assert.That((trace.Format, trace.BlockTokens), Is.EqualTo((TraceFormat.Mooncake, 512)));
        Assert.That(trace.Requests[0].Content, Is.EqualTo(new PromptSegment[]
        {
            new(TokenStreams.TraceBlock(0), 512), new(TokenStreams.TraceBlock(1), 512), new(TokenStreams.TraceBlock(2), 76),
        }));
        Assert.That(trace.Requests[1].Arrival.Seconds, Is.EqualTo(3));
    }

    [Test]
    public void WithIdsOfWholeBlocksOnlyTheTailIsTheRequestsOwn()
    {
        TraceWorkload trace = A.Trace("{\"timestamp\":0,\"input_length\":200,\"output_length\":1,\"hash_ids\":[7,8,9]}\n", new TraceOptions { BlockTokens = 64 });
        Assert.That(trace.Requests[0].Content![^1], Is.EqualTo(new PromptSegment(TokenStreams.Unique(0), 8)));
    }

    [Test]
    public void QwenBailianTurnsShareTheirRootsSession()
    {
        TraceWorkload trace = A.Trace("""
            {"chat_id": 0, "parent_chat_id": -1, "timestamp": 0.0, "input_length": 20, "output_length": 4, "type": "text", "turn": 1, "hash_ids": [0, 1]}
            {"chat_id": 7, "parent_chat_id": 3, "timestamp": 0.25, "input_length": 16, "output_length": 4, "type": "text", "turn": 2, "hash_ids": [5]}
            {"chat_id": 9, "parent_chat_id": 0, "timestamp": 61.114, "input_length": 33, "output_length": 4, "type": "text", "turn": 2, "hash_ids": [0, 2, 3]}
            """);
        Assert.That((trace.Format, trace.BlockTokens), Is.EqualTo((TraceFormat.QwenBailian, 16)));
        Assert.That(trace.Requests.Select(r => r.Session), Is.EqualTo(new[] { 0, 1, 0 }));
        Assert.That(trace.Requests[2].Arrival.Picoseconds, Is.EqualTo(61_114_000_000_000));
    }

    [Test]
    public void AgentTurnsAreReleasedTheirDelayAfterTheTurnBefore()
    {
        TraceWorkload trace = A.Trace("""
            {"session_id": "a", "turn": 0, "timestamp": 1000, "delay": 0, "input_length": 512, "output_length": 4, "hash_ids": [0]}
            {"session_id": "b", "turn": 0, "timestamp": 2000, "delay": 0, "input_length": 512, "output_length": 4, "hash_ids": [1]}
            {"session_id": "a", "turn": 1, "timestamp": 9000, "delay": 1500, "input_length": 1024, "output_length": 4, "hash_ids": [0, 2]}
            """);
        IRequestSource source = trace.Start();
        List<Request> timed = [];
        while (source.TryNext(out Request request))
        {
            timed.Add(request);
        }

        Assert.That(timed.Select(r => (r.Index, r.Arrival.Seconds)), Is.EqualTo(new[] { (0, 0.0), (1, 1.0) }));
        List<Request> released = [];
        source.OnFinished(timed[1], SimTime.FromSeconds(4), released);
        source.OnFinished(timed[0], SimTime.FromSeconds(5), released);
        Assert.That(released.Select(r => (r.Index, r.Session, r.Arrival.Seconds)), Is.EqualTo(new[] { (2, 0, 6.5) }));
    }

    [Test]
    public void LengthsWithoutTimesNeedAnArrivalProcess()
    {
        TraceWorkload trace = A.Trace("num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n74,918,992,0.08\n290,905,1195,0.32\n");
        Assert.That(trace.HasArrivalTimes, Is.False);
        Assert.That(() => trace.Start(), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("--rate"));
        Assert.That(A.Requests(trace.WithArrivals(ArrivalSpec.Constant(2))).Select(r => (r.PromptTokens, r.Arrival.Seconds)),
            Is.EqualTo(new[] { (74, 0.0), (290, 0.5) }));
    }

    [Test]
    public void GzipIsToldByItsFirstBytesAndAStreamNeedNotSeek()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Mooncake));
        }

        using DribbleStream dribble = new(packed.ToArray());
        Assert.That(TraceFile.Load(dribble, "x.jsonl").Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public void DamagedGzipIsTheUsersMistake()
    {
        byte[] bytes = [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        Assert.That(() => TraceFile.Load(new MemoryStream(bytes), "x.gz"), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("x.gz"));
    }

    [Test]
    public void AByteOrderMarkIsNoText()
    {
        Assert.That(A.Trace("\uFEFF" + Mooncake).Requests, Has.Count.EqualTo(2));
        Assert.That(A.Trace("\uFEFF" + Azure2023).Requests, Has.Count.EqualTo(2));
    }

    [TestCase("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,374,44\n2023-11-16 18:15:50,39x,1\n", "trace.txt:3:21: value '39x': expected a whole number")]
    [TestCase("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-13-16 18:15:46.68,374,44\n", "trace.txt:2:1: value '2023-13-16 18:15:46.68': expected a time")]
    [TestCase("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,374\n", "trace.txt:2:")]
    [TestCase("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,-5,4\n", "trace.txt:2:24: value '-5'")]
    [TestCase("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\nsoon,m,1,1,2,x\n", "trace.txt:2:1: value 'soon': expected a number of seconds")]
    [TestCase("{\"timestamp\": 0, \"input_length\": 11, \"output_length\": 1}\n{\"timestamp\": 0, \"input_length\": \"x\", \"output_length\": 1}\n", "trace.txt:2:34: value 'x': expected a whole number")]
    [TestCase("{\"timestamp\": 0, \"input_length\": 11, \"output_length\": 1}\n{\"timestamp\": 0, \"input_length\": 5", "trace.txt:2:")]
    [TestCase("{\"timestamp\": 0, \"input_length\": 11}\n", "trace.txt:1:1: 'output_length' is missing")]
    [TestCase("{\"timestamp\": 0, \"input_length\": 1100, \"output_length\": 1, \"hash_ids\": [1, 2, 3, 4]}\n", "trace.txt:1:1: 4 hash_ids for 1100 input tokens")]
    [TestCase("{\"timestamp\": 0, \"input_length\": 11, \"output_length\": 1, \"hash_ids\": [-1]}\n", "trace.txt:1:71: value '-1'")]
    [TestCase("index,arrival_ps,input_tokens,output_tokens\n0,0,5,5\n5,0,5,5\n", "trace.txt:3:1: value '5': expected 1")]
    [TestCase("arrival_ps,input_tokens,output_tokens,after\n0,5,5,\n,5,5,1\n", "trace.txt:3:6: value '1': expected an earlier row")]
    [TestCase("arrival_ps,input_tokens,output_tokens,prefix\n0,5,5,x9:3\n", "trace.txt:2:7: value 'x9:3': expected segments")]
    [TestCase("arrival_ps,input_tokens,output_tokens,prefix\n0,5,5,s9:6\n", "trace.txt:2:1: the prefix has 6 tokens")]
    public void AMalformedRowIsToldWithItsPlace(string text, string message) =>
        Assert.That(() => A.Trace(text), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith(message));

    [TestCase("")]
    [TestCase("a,b,c\n1,2,3\n")]
    [TestCase("{\"input_toks\": 5}\n")]
    public void AnUnknownFormatListsTheKnownOnes(string text)
    {
        string expected = text.Length == 0 ? "empty" : TraceFile.KnownFormats[^1];
        Assert.That(() => A.Trace(text), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains(expected));
    }

    /// <summary>Gives one byte at a time and cannot seek, like a slow pipe.</summary>
    private sealed class DribbleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer.Length > 1 ? buffer[..1] : buffer);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
