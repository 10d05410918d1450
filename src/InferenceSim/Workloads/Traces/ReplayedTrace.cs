namespace InferenceSim.Workloads.Traces;

/// <summary>A trace under an arrival process of the user's choice.</summary>
internal sealed class ReplayedTrace(TraceWorkload trace, TraceChains chains, ArrivalSpec arrivals, int? requests, ulong seed) : IWorkload
{
    public string Name => trace.Name;

    public long? RequestCount => requests;

    public bool IsOpenLoop => arrivals.IsOpenLoop;

    public WorkloadNotes Notes => trace.Notes;

    public IRequestSource Start() => new ScriptedSource(new TraceScript(chains), arrivals, requests, seed);
}
