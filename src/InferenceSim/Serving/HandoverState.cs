namespace InferenceSim.Serving;

/// <summary>How far a request is on its way from a prefill replica, which holds its KV, to a decode replica.</summary>
internal enum HandoverState
{
    /// <summary>It waits for a decode replica.</summary>
    Waiting,

    /// <summary>Its KV is being sent to a decode replica, which does not know of it yet.</summary>
    Pushed,

    /// <summary>The same, but its client has given up: what is being sent cannot be called back.</summary>
    PushedInVain,

    /// <summary>Its decode replica has it and will fetch its KV once there are blocks for it.</summary>
    Asked,

    /// <summary>Its decode replica has it, with blocks into which its KV is being fetched.</summary>
    Pulled,

    /// <summary>The same, but it has ended there, as its client has given up: the blocks stay until what is being sent is in them.</summary>
    PulledInVain,

    /// <summary>Its decode replica has it with all that will come of its KV; its prefill replica holds nothing of it.</summary>
    Arrived,
}
