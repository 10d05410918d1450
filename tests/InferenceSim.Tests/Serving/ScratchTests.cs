#pragma warning disable IDE0008
using InferenceSim.Serving;
namespace InferenceSim.Tests.Serving;
[TestFixture]
public sealed class ScratchTests
{
    [Test]
    public void Two([Values(21UL,5842UL)] ulong seed)
    {
        RandomFleet f = new(seed);
        var (s1, o1) = f.Run(EngineMode.Step);
        var (s2, o2) = f.Run(EngineMode.Leap);
        int n = 0;
        for (int i = 0; i < Math.Min(o1.Count, o2.Count) && n < 3; i++) if (o1[i] != o2[i]) { n++; Console.WriteLine(i + "\n  S " + o1[i] + "\n  L " + o2[i]); }
        Console.WriteLine(s1.Equals(s2 with { Groups = s1.Groups, Tenants = s1.Tenants }) + "\n S " + s1 + "\n L " + s2);
        var (r, o) = f.Run(EngineMode.Leap);
        Console.WriteLine(r); Console.WriteLine(f.Requests + " " + o.Count);
        foreach (var g in f.Options.Groups) Console.WriteLine(g);
        var ends = o.Where(o => o.Sequence is not null).Select(o => o.Sequence!.Value.Finish).ToList();
        Console.WriteLine(ends.SequenceEqual(ends.Order()) + " " + o.Sum(o => (long)(o.Sequence?.OutputTokens ?? 0)));
        foreach (var x in o.Where(o => o.Sequence is { } q && !(o.Request.Arrival <= q.FirstScheduled && q.FirstScheduled < q.FirstToken && q.FirstToken <= q.Finish))) Console.WriteLine(x);
    }
}
