namespace InferenceSim.Experiments;

/// <summary>How a point of an experiment ended.</summary>
public enum PointStatus
{
    /// <summary>It ran, kept up with its arrivals and met the limits that were asked for.</summary>
    Ok,

    /// <summary>Open loop only: the queue had grown beyond the batch limit and 1% of all requests when the last one arrived.</summary>
    Saturated,

    /// <summary>It ran, but a latency limit that was asked for was not met at the 99th percentile.</summary>
    MissesSlo,

    /// <summary>The model does not fit into the memory of the accelerators.</summary>
    Infeasible,

    /// <summary>Something the scenario needs is not built, or the accelerator cannot do it.</summary>
    Unsupported,

    /// <summary>A limit of the run ended it early; the figures cover what was simulated.</summary>
    Stopped,

    /// <summary>It could not be run.</summary>
    Error,
}
