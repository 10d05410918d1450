namespace InferenceSim.Serving.Capacity;

/// <summary>What an autoscaler looks at.</summary>
public enum ScalingSignal
{
    /// <summary>Share of the time since the last look in which a step was running; the target is a share.</summary>
    Utilization,

    /// <summary>Requests waiting for each replica; the target is a number of requests.</summary>
    QueueLength,

    /// <summary>Requests in the system for each place in a batch; the target is a share.</summary>
    Concurrency,

    /// <summary>Share of the requests since the last look that met the SLO; the target is a share.</summary>
    SloAttainment,
}
