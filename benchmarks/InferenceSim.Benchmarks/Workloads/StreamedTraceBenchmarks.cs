using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Benchmarks.Workloads;

/// <summary>A row of a trace of lengths (Azure) and of one with hash ids (Mooncake, 24 blocks a prompt): loaded, and checked and played from its file.</summary>
[MemoryDiagnoser]
public class StreamedTraceBenchmarks
{
    private const int Rows = 10_000;
    private const int Blocks = 24;

    private byte[] _text = [];

    [Params("azure", "mooncake")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        StringBuilder text = new(Format == "azure" ? "TIMESTAMP,ContextTokens,GeneratedTokens\n" : "");
        for (int i = 0; i < Rows; i++)
        {
            text.Append(Format == "azure" ? AzureRow(i) : MooncakeRow(i)).Append('\n');
        }

        _text = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public long? Loaded()
    {
        using MemoryStream stream = new(_text);
        return TraceFile.Load(stream, "trace").RequestCount;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long Streamed()
    {
        ITrace trace = TraceFile.Open(() => new MemoryStream(_text), "trace", mostHeldBytes: -1);
        using IRequestSource play = trace.Start();
        long tokens = 0;
        while (play.TryNext(out Request request))
        {
            tokens += request.PromptTokens;
        }

        return tokens;
    }

    private static string AzureRow(int i) => new DateTime(2024, 5, 10).AddMilliseconds(i * 14.0)
        .ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture) + ",1512,207";

    private static string MooncakeRow(int i)
    {
        string ids = string.Join(", ", Enumerable.Range(0, Blocks).Select(b => b < 8 ? b : (i * Blocks) + b));
        return $$"""{"timestamp": {{i / 10 * 3000}}, "input_length": {{(Blocks * 512) - 100}}, "output_length": 340, "hash_ids": [{{ids}}]}""";
    }
}
