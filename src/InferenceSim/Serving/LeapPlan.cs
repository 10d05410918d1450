using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Serving;

/// <summary>Steps that can be leapt over.</summary>
/// <param name="Run">How long they last.</param>
/// <param name="Segment">What prices them.</param>
/// <param name="Steps">How many at most, at least 1.</param>
internal readonly record struct LeapPlan(SteadyRun Run, DecodeSegment Segment, long Steps)
{
    /// <summary>How long all of them last.</summary>
    public SimDuration Duration => new(Run.Duration(Steps));
}
