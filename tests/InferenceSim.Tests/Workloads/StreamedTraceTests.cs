using System.Globalization;
using System.IO.Compression;
using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>Traces read anew for each play must give what the same traces give from memory.</summary>
public sealed class StreamedTraceTests
{
    private const string Burst = "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n";

    private static readonly Dictionary<string, string> s_samples = new()
    {
        ["azure 2023"] = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109",
        ["azure 2024"] = "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,2162,5\n2024-05-10 02:00:00.017335+02:00,2399,6\n",
        ["azure 2025"] = "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00.269Z,0,2162,5\n2024-10-15T12:00:05.819Z,1,2399,6",
        ["burst"] = Burst + "1,u,1,m,1,1,2,x\n2,,1,m,3,0,3,x\n3,v,1,m,0,1,1,x\n4,u,1,m,5,1,6,x\n40,w,1,m,6,1,7,x\n",
        ["burst, unsorted"] = Burst + "9,u,1,m,1,1,2,x\n2,,1,m,3,0,3,x\n3,v,1,m,7,1,8,x\n9,u,1,m,5,1,6,x\n4,w,1,m,6,1,7,x\n3,w,1,m,6,1,7,x\n",
        ["lengths"] = "num_prefill_tokens,num_decode_tokens,pd_ratio\n74,918,0.08\n290,905,0.32\n",
        ["mooncake"] = """
            {"timestamp": 0, "input_length": 1100, "output_length": 500, "hash_ids": [0, 1, 2]}
            {"timestamp": 3000, "input_length": 1100, "output_length": 490, "hash_ids": [0, 14]}
            {"timestamp": 3000, "input_length": 24, "output_length": 490, "hash_ids": []}
            """,
        ["qwen"] = """
            {"chat_id": 0, "parent_chat_id": -1, "timestamp": 0.0, "input_length": 20, "output_length": 4, "type": "text", "turn": 1, "hash_ids": [0, 1]}
            {"chat_id": 7, "parent_chat_id": 3, "timestamp": 0.25, "input_length": 16, "output_length": 4, "type": "text", "turn": 2, "hash_ids": [5]}
            {"chat_id": 9, "parent_chat_id": 0, "timestamp": 61.114, "input_length": 33, "output_length": 4, "type": "text", "turn": 2, "hash_ids": [0, 2]}
            """,
        ["agents on the clock"] = """
            {"session_id": "a", "timestamp": 0, "input_length": 600, "output_length": 1, "hash_ids": [3]}
            {"session_id": "b", "timestamp": 2000, "input_length": 20, "output_length": 2, "hash_ids": []}
            {"session_id": "a", "timestamp": 6000, "input_length": 1100, "output_length": 3, "hash_ids": [3, 4, 5]}
            """,
        ["own"] = "arrival_seconds,input_tokens,output_tokens,priority,session,tenant,prefix\n0.5,50,5,1,4,2,s9:6 b3:20\n2,60,7,0,,0,\n2,60,7,0,1,1,s9:60\n9,8,1,,,,b3:4\n",
    };

    private static readonly Dictionary<string, TraceOptions> s_options = new()
    {
        ["as recorded"] = new(),
        ["8 times the rate"] = new() { RateScale = 8 },
        ["a third of the rate"] = new() { RateScale = 1 / 3.0 },
        ["from 1 s"] = new() { WindowStartSeconds = 1 },
        ["1 to 8 s"] = new() { WindowStartSeconds = 1, WindowEndSeconds = 8 },
        ["to 8 s"] = new() { WindowEndSeconds = 8, RateScale = 2 },
        ["all rows"] = new() { KeepWithoutOutput = true },
    };

    private static readonly string[] s_sampleNames = [.. s_samples.Keys];
    private static readonly string[] s_optionNames = [.. s_options.Keys];

    [Test]
    public void EveryFormatIsPlayedAsFromMemory(
        [ValueSource(nameof(s_sampleNames))] string sample, [ValueSource(nameof(s_optionNames))] string option, [Values] bool packed)
    {
        TraceOptions options = s_options[option];
        byte[] bytes = Encoding.UTF8.GetBytes(s_samples[sample]);
        Compare(packed ? Pack(bytes) : bytes, options);
    }

    [Test]
    public void RandomTracesArePlayedAsFromMemory()
    {
        const int Seed = 20261126;
        for (int i = 0; i < 300; i++)
        {
            Random random = new(Seed + i);
            TestContext.Out.WriteLine($"seed {Seed + i}");
            int disorder = random.Next(4) * random.Next(30);
            StringBuilder text = new("arrival_seconds,input_tokens,output_tokens,prefix\n");
            for (int row = random.Next(1, 200); row >= 0; row--)
            {
                string seconds = (1000 - (5 * row) + random.Next(-disorder, disorder + 1)).ToString(CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $"{seconds},{random.Next(20, 90)},{random.Next(4)},{(random.Next(3) == 0 ? $"b{random.Next(50)}:16" : "")}\n");
            }

            TraceOptions options = new()
            {
                RateScale = random.Next(2) == 0 ? 1 : random.NextDouble() + 0.1,
                WindowStartSeconds = random.Next(2) == 0 ? null : random.Next(300),
                KeepWithoutOutput = true,
            };
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            Compare(bytes, options);
        }
    }

    [TestCase("azure/AzureLLMInferenceTrace_conv.csv")]
    [TestCase("azure/azure2024_conv_1week.head5.csv")]
    [TestCase("azure/azure2025_multimodal.head5.csv")]
    [TestCase("burstgpt/BurstGPT_1.head33.csv")]
    [TestCase("burstgpt/BurstGPT_3.head4.csv")]
    [TestCase("mooncake/conversation_head2000.jsonl")]
    [TestCase("qwen-bailian/qwen_format_sample.jsonl")]
    [TestCase("sharegpt/sharegpt_8k_filtered_stats_llama2_tokenizer.csv")]
    public void PublishedTracesArePlayedAsFromMemory(string file) =>
        Compare(File.ReadAllBytes(SharedData.Require("traces/" + file)), new TraceOptions { RateScale = 3 });

    [Test]
    public void ShortTracesAreHeld() => Assert.That(Open(Encoding.UTF8.GetBytes(s_samples["mooncake"])), Is.TypeOf<TraceWorkload>());

    [TestCase("arrival_ps,input_tokens,output_tokens,after,think_ps\n0,5,5,,\n,5,5,0,9\n")]
    [TestCase("arrival_ps,input_tokens,output_tokens,prefix\n0,5,5,\n5,9,5,u0:5\n")]
    public void RequestsThatDependOnEachOtherAreHeld(string text) =>
        Assert.That(Open(Encoding.UTF8.GetBytes(text), mostHeldBytes: -1), Is.TypeOf<TraceWorkload>());

    [Test]
    public void AFileThatCannotBeReadTwiceIsHeld()
    {
        int opened = 0;
        ITrace trace = TraceFile.Open(
            () => ++opened == 1 ? new Pipe(Encoding.UTF8.GetBytes(s_samples["burst"])) : throw new IOException("gone"), "trace.txt", mostHeldBytes: -1);
        Assert.That(A.Requests(trace), Has.Count.EqualTo(3));
    }

    [Test]
    public void AMalformedLastRowIsToldBeforeAnythingIsPlayed()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(s_samples["burst"] + "50,w,1,m,6,x1,7,x\n");
        Assert.That(() => Streamed(bytes, new()), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("trace.txt:7:12: value 'x1': expected a whole number"));
        byte[] packed = Pack(bytes);
        Assert.That(() => Streamed(packed[..^3], new()), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void AFileThatChangesUnderThePlayIsTold()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(s_samples["burst"]);
        byte[] now = bytes;
        ITrace trace = TraceFile.Open(() => new MemoryStream(now), "trace.txt", mostHeldBytes: -1);
        now = bytes[..^1];
        Assert.That(() => A.Requests(trace), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("was changed"));
        now = Encoding.UTF8.GetBytes(s_samples["burst"].Replace(",6,1,7,", ",6,0,7,", StringComparison.Ordinal));
        Assert.That(() => A.Requests(trace), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("was changed"));
    }

    [Test]
    public void EveryPlayClosesItsFile()
    {
        List<MemoryStream> opened = [];
        ITrace trace = TraceFile.Open(
            () =>
            {
                opened.Add(new MemoryStream(Encoding.UTF8.GetBytes(s_samples["burst"])));
                return opened[^1];
            },
            "trace.txt", mostHeldBytes: -1);
        A.Requests(trace);
        A.Requests(trace.WithArrivals(ArrivalSpec.Constant(1), 10));
        using (IRequestSource abandoned = new TimeChangedWorkload(new ClientBehaviour(trace, 5, null, 1), null, 3, 1).Start())
        {
            Assert.That(abandoned.TryNext(out _));
        }

        Assert.That(opened.Count(s => s.CanRead), Is.Zero);
        Assert.That(opened, Has.Count.EqualTo(2 + 1 + 4 + 1));
    }

    private static void Compare(byte[] bytes, TraceOptions options)
    {
        TraceWorkload held;
        try
        {
            held = TraceFile.Load(new MemoryStream(bytes), "trace.txt", options);
        }
        catch (InvalidConfigurationException refused)
        {
            Assert.That(() => Streamed(bytes, options), Throws.TypeOf<InvalidConfigurationException>().With.Message.EqualTo(refused.Message));
            return;
        }

        StreamedTrace streamed = Streamed(bytes, options);
        Assert.That(
            (streamed.Name, streamed.Format, streamed.BlockTokens, streamed.HasArrivalTimes, streamed.HasContent, streamed.RequestCount, streamed.IsOpenLoop, streamed.Notes),
            Is.EqualTo((held.Name, held.Format, held.BlockTokens, held.HasArrivalTimes, held.HasContent, held.RequestCount, held.IsOpenLoop, held.Notes)));
        if (held.HasArrivalTimes)
        {
            Same(streamed, held);
        }

        int more = (5 * held.Requests.Count / 2) + 1;
        Same(streamed.WithArrivals(ArrivalSpec.AllAtOnce()), held.WithArrivals(ArrivalSpec.AllAtOnce()));
        Same(streamed.WithArrivals(ArrivalSpec.Poisson(1), more, 7), held.WithArrivals(ArrivalSpec.Poisson(1), more, 7));
        Same(streamed.WithArrivals(ArrivalSpec.ClosedLoop(3), more), held.WithArrivals(ArrivalSpec.ClosedLoop(3), more));
    }

    private static void Same(IWorkload streamed, IWorkload held) => Assert.That(Words(streamed), Is.EqualTo(Words(held)));

    private static List<string> Words(IWorkload workload) =>
        [.. ZeroServicePlay.Of(workload.Start()).Select(p => $"{A.Words(p.Request)} tenant {p.Request.Tenant} {p.Request.NeverQuoted} after {p.After}")];

    private static StreamedTrace Streamed(byte[] bytes, TraceOptions options) => (StreamedTrace)Open(bytes, options, mostHeldBytes: -1);

    private static ITrace Open(byte[] bytes, TraceOptions? options = null, long mostHeldBytes = TraceFile.MostHeldBytes) =>
        TraceFile.Open(() => new MemoryStream(bytes, writable: false), "trace.txt", options, mostHeldBytes);

    private static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
