using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>The orders in which those who wait are looked at.</summary>
internal static class WaitingQueues
{
    /// <summary>An empty queue in the order that the engine's options ask for.</summary>
    public static IWaitingQueue Create(EngineState state) => state.Options.Order switch
    {
        QueueOrder.Priority => new OrderedWaitingQueue(state.Sequences, static (in Request r) => r.Priority),
        QueueOrder.ShortestPrompt => new OrderedWaitingQueue(state.Sequences, static (in Request r) => r.PromptTokens),
        QueueOrder.ShortestJob => new OrderedWaitingQueue(state.Sequences, static (in Request r) => (long)r.PromptTokens + r.OutputTokens),
        QueueOrder.Deadline => new OrderedWaitingQueue(state.Sequences, (in Request r) => r.Tenant < state.Options.Deadlines.Count
            && state.Options.Deadlines[r.Tenant] is { } deadline
                ? deadline.Due(r.Arrival, r.MostOutputTokens)
                : long.MaxValue),
        QueueOrder.FairShare => new FairShareQueue(state),
        _ => new FcfsQueue(),
    };
}
