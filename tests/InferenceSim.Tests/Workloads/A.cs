using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>Builders with sensible defaults; a test names only what it is about.</summary>
internal static class A
{
    public static WorkloadSpec Spec(
        ILengthDistribution? prompt = null,
        ILengthDistribution? output = null,
        SessionSpec? sessions = null,
        params SharedPrefixSpec[] prefixes) =>
        WorkloadSpec.OfLengths(prompt ?? new UniformLength(100, 0.5, UniformRule.PlusMinus), output ?? new UniformLength(50, 0.2, UniformRule.From)) with
        {
            Sessions = sessions,
            SharedPrefixes = prefixes,
        };

    public static SessionSpec Sessions(ILengthDistribution? turns = null, IThinkTime? think = null) => new()
    {
        Turns = turns ?? new FixedLength(3),
        NewTokens = new UniformLength(20, 0.5, UniformRule.PlusMinus),
        ThinkTime = think ?? new ExponentialThinkTime(5),
    };

    public static GeneratedWorkload Workload(
        WorkloadSpec? spec = null, ArrivalSpec? arrivals = null, int requests = 100, ulong seed = 1, int maxModelLength = 4096) =>
        GeneratedWorkload.Create("test", spec ?? Spec(), arrivals ?? ArrivalSpec.Poisson(2), requests, seed, maxModelLength);

    public static Stream Text(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static TraceWorkload Trace(string text, TraceOptions? options = null) => TraceFile.Load(Text(text), "trace.txt", options);

    /// <summary>All requests in order of index, as if answers took no time.</summary>
    public static List<Request> Requests(IWorkload workload) =>
        [.. ZeroServicePlay.Of(workload.Start()).Select(p => p.Request).OrderBy(r => r.Index)];

    /// <summary>A request with its content as text, so that two can be compared by value.</summary>
    public static string Words(Request r) =>
        $"{r.Index} at {r.Arrival.Picoseconds}: {r.PromptTokens}+{r.OutputTokens} priority {r.Priority} session {r.Session} [{string.Join(' ', r.Content?.Select(s => $"{s.Stream}:{s.Tokens}") ?? ["null"])}]";
}
