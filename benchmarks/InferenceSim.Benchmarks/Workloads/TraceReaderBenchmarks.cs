using BenchmarkDotNet.Attributes;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Benchmarks.Workloads;

/// <summary>Reading a trace of 300 requests in sessions, plain and packed.</summary>
[MemoryDiagnoser]
public class TraceReaderBenchmarks
{
    private const int Rows = 300;

    private byte[] _text = [];
    private byte[] _packed = [];

    [GlobalSetup]
    public void ReadFile()
    {
        using Stream file = typeof(TraceReaderBenchmarks).Assembly.GetManifestResourceStream("sample-sessions.csv")!;
        using MemoryStream text = new();
        file.CopyTo(text);
        _text = text.ToArray();
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Optimal))
        {
            gzip.Write(_text);
        }

        _packed = packed.ToArray();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public long? Row() => Load(_text);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long? PackedRow() => Load(_packed);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long WrittenRow()
    {
        using MemoryStream source = new(_text);
        using MemoryStream target = new();
        WorkloadCsv.Write(TraceFile.Load(source, "sample.csv"), target);
        return target.Length;
    }

    private static long? Load(byte[] file)
    {
        using MemoryStream stream = new(file);
        return TraceFile.Load(stream, "sample.csv").RequestCount;
    }
}
