using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>How a run is played and measured.</summary>
public sealed record RunOptions
{
    /// <summary>Leaping or step by step.</summary>
    public EngineMode Mode { get; init; } = EngineMode.Leap;

    /// <summary>What stands between clients and the scheduler.</summary>
    public FrontEndOptions FrontEnd { get; init; } = new();

    /// <summary>Simulated time after which the run is stopped; <c>null</c> for as long as it takes.</summary>
    public SimDuration? MaxSimulatedTime { get; init; }

    /// <summary>Time after the first arrival at which measuring begins.</summary>
    public SimDuration Warmup { get; init; }

    /// <summary>How long is measured; <c>null</c> to the last completion.</summary>
    public SimDuration? Window { get; init; }

    /// <summary>Largest time to first token within the SLO.</summary>
    public SimDuration? SloTtft { get; init; }

    /// <summary>Largest time per output token within the SLO.</summary>
    public SimDuration? SloTpot { get; init; }

    /// <summary>The tenants that requests name by number, each measured for itself; empty where there is no mix.</summary>
    public IReadOnlyList<TenantTerms> Tenants { get; init; } = [];

    /// <summary>Called for every request as it ends, in order of time.</summary>
    public Action<RequestOutcome>? OnRequest { get; init; }

    /// <summary>Length of an interval of the time series.</summary>
    public SimDuration? TimelineInterval { get; init; }

    /// <summary>Called for every interval of the time series.</summary>
    public Action<TimelineRow>? OnTimeline { get; init; }

    /// <summary>Ends the run early by <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
