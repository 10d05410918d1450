using System.Globalization;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>What a trace that is read row by row costs in memory: nothing for a row without content, and nothing that stays.</summary>
[TestFixture]
[NonParallelizable]
public sealed class StreamedTraceMemoryTests
{
    private const string Azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    private const string Burst = "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n";
    private const string Own = "index,arrival_seconds,input_tokens,output_tokens,priority,session\n";

    /// <summary>The bytes that a row may allocate over the survey and a play; of rows with content two copies of it, of 16 bytes a block.</summary>
    private static readonly (string Format, string Header, Func<int, string> Row, double Budget)[] s_formats =
    [
        ("azure", Azure, i => Moment(i) + ",374,44\n", 0.5),
        ("burst", Burst, i => Text($"{i}.5,s{i % 100},1,m,374,44,418,x\n"), 0.5),
        ("lengths", "num_prefill_tokens,num_decode_tokens\n", i => "374,44\n", 0.5),
        ("own", Own, i => Text($"{i},{i / 8.0},374,44,{i % 3},{i % 50}\n"), 0.5),
        ("mooncake", "", i => Text($$"""{"timestamp": {{i}}, "input_length": 1100, "output_length": 50, "hash_ids": [0, {{i}}, {{i + 1}}]}""") + "\n", 2 * (24 + (3 * 16)) + 0.5),
    ];

    [Test]
    public void ARowAllocatesNothingThatItDoesNotBring()
    {
        foreach ((string format, string header, Func<int, string> row, double budget) in s_formats)
        {
            _ = Allocated(header, row, 1_000);
            long few = Allocated(header, row, 20_000);
            long many = Allocated(header, row, 60_000);
            double bytes = (many - few) / 40_000.0;
            Console.WriteLine($"{format}: {bytes:0.00} B a row");
            Assert.That(bytes, Is.LessThanOrEqualTo(budget), format);
        }
    }

    /// <summary>All rows held are 60 MB and more. What a run keeps of requests is counted by <see cref="Serving.AllocationTests"/>.</summary>
    [Test]
    public void AMillionRowsTakeNoMoreMemoryThanTheFirstOfThem()
    {
        const int Rows = 1_000_000;
        const int Held = 8 << 20;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        int readings = 0;
        ITrace trace = TraceFile.Open(
            () => new GeneratedText(Azure, row => Moment(row) + ",374,44\n", Rows, _ =>
            {
                readings++;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }),
            "trace.csv", mostHeldBytes: Held);
        using IRequestSource source = trace.Start();
        int count = 0;
        while (source.TryNext(out _))
        {
            count++;
        }

        Console.WriteLine($"at most {most / 1e6:0.0} MB in {readings} readings");
        Assert.That((count, readings), Is.EqualTo((Rows, 2 * Rows / GeneratedText.RowsBetweenReports)));
        Assert.That(most, Is.LessThan(Held));
    }

    private static long Allocated(string header, Func<int, string> row, int rows)
    {
        string text = header + string.Concat(Enumerable.Range(0, rows).Select(row));
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ITrace trace = TraceFile.Open(() => new MemoryStream(bytes, writable: false), "trace.txt", mostHeldBytes: -1);
        using IRequestSource source = (trace.HasArrivalTimes ? trace : trace.WithArrivals(ArrivalSpec.AllAtOnce())).Start();
        int count = 0;
        while (source.TryNext(out _))
        {
            count++;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(count, Is.EqualTo(rows));
        Assert.That(trace, Is.TypeOf<StreamedTrace>());
        return allocated;
    }

    private static string Moment(int row) => new DateTime(2024, 5, 10).AddMilliseconds(row * 100.0).ToString("yyyy-MM-dd HH:mm:ss.fff+00:00", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
