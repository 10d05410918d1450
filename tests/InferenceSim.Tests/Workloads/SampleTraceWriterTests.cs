using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

public sealed class SampleTraceWriterTests
{
    [Test, Explicit("writes workloads/sample-sessions.csv anew; run by name when the generator changes on purpose")]
    public void WriteTheSampleTrace()
    {
        using FileStream stream = File.Create(SampleTrace.Path);
        Assert.That(WorkloadCsv.Write(SampleTrace.Generate(), stream), Is.EqualTo(300));
    }
}
