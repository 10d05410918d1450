using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>Decides who computes how many tokens in the next step.</summary>
internal interface IBatchingPolicy
{
    /// <summary>Fills the engine's batch for a step scheduled at <paramref name="now"/>; takes and registers the blocks it needs.</summary>
    void Schedule(SimTime now);

    /// <summary>
    /// How many steps will follow from here in which exactly the decode cohort decodes, nobody is admitted, finishes before the last of
    /// them, or lacks a block; 0 if the next step has to be scheduled. Changes nothing.
    /// </summary>
    long SteadySteps();

    /// <summary>The policy that the options of <paramref name="state"/> name.</summary>
    static IBatchingPolicy Of(EngineState state) => state.Options.Policy switch
    {
        BatchingPolicy.PrefillFirst => new PrefillFirstBatching(state),
        BatchingPolicy.Sglang => new SglangBatching(state),
        BatchingPolicy.Static => new StaticBatching(state),
        _ => new ContinuousBatching(state),
    };
}
