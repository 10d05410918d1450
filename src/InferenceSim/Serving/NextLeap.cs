using InferenceSim.Scheduling;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// The leap that a replica can make next. A plan by which it was told when the replica must be looked at again is kept until something comes
/// from outside or a step is made, so that it is not made twice, unless somebody waits: what he would find cached may change with what other
/// replicas do.
/// </summary>
/// <param name="state">The replica's engine.</param>
/// <param name="planner">Makes the plans.</param>
internal sealed class NextLeap(EngineState state, LeapPlanner planner)
{
    private LeapPlan _plan;
    private bool _isKept;

    /// <summary>The longest leap from here, once <see cref="TryPlan"/> has said that there is one.</summary>
    public ref readonly LeapPlan Plan => ref _plan;

    /// <summary>Plans the longest leap from <paramref name="now"/>, if there is one.</summary>
    public bool TryPlan(SimTime now)
    {
        if (state.Loads.NextReady <= now)
        {
            return false;
        }

        if (!_isKept)
        {
            _isKept = planner.TryPlan(out _plan) && state.WaitingCount == 0;
            return _plan.Steps > 0;
        }

        return true;
    }

    /// <summary>The plan does not hold any more.</summary>
    public void Forget() => _isKept = false;

    /// <summary>Takes the plan, to make those of its steps that are scheduled before <paramref name="limit"/>.</summary>
    public ref readonly LeapPlan Take(SimTime limit, SimTime now, out long steps)
    {
        Forget();
        steps = planner.StepsScheduledBefore(limit, now, _plan);
        return ref _plan;
    }
}
