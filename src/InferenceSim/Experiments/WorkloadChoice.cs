using InferenceSim.Workloads;
using InferenceSim.Workloads.Rates;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Experiments;

/// <summary>What a workload's name or path stands for: a specification to draw from, or a trace.</summary>
/// <param name="Name">Name for tables and CSV.</param>
/// <param name="Spec">The specification, or <c>null</c>.</param>
/// <param name="Trace">The trace, or <c>null</c>.</param>
/// <param name="Profile">How the rate goes over time, where the scenario says so.</param>
internal sealed record WorkloadChoice(string Name, WorkloadSpec? Spec, ITrace? Trace, RateShape? Profile = null);
