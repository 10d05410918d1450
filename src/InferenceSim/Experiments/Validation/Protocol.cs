namespace InferenceSim.Experiments.Validation;

/// <summary>How a source measures. Data with a reason in words, never fitted; what an entry leaves out is the default entry's.</summary>
public sealed record Protocol
{
    /// <summary>The sources it is for; a <c>*</c> at the end stands for anything.</summary>
    public required IReadOnlyList<string> SourceKeys { get; init; }

    /// <summary>Where this is known from, or why it is assumed.</summary>
    public required string Reason { get; init; }

    /// <summary>Closed loop: requests for each user, all users starting at time 0.</summary>
    public int? RequestsPerUser { get; init; }

    /// <summary>Closed loop: fewest requests in all.</summary>
    public int? FewestRequests { get; init; }

    /// <summary>Open loop, and offline without a number of its own: requests in all.</summary>
    public int? Requests { get; init; }

    /// <summary>Open loop: seconds of arrivals, instead of a number of requests.</summary>
    public double? Seconds { get; init; }

    /// <summary>Open loop: whether the gaps are constant instead of exponential.</summary>
    public bool? ConstantGaps { get; init; }

    /// <summary>How many different prompts the client has; it sends them again and again. <c>null</c>: every prompt is another.</summary>
    public int? DistinctPrompts { get; init; }

    /// <summary>How lengths vary.</summary>
    public LengthLaw? Lengths { get; init; }

    /// <summary>How lengths vary in known data sets, instead of <see cref="Lengths"/>.</summary>
    public IReadOnlyList<DatasetLengths>? DatasetLengths { get; init; }

    /// <summary>Offline: whether the load is one static batch, prefilled together and decoded to its end.</summary>
    public bool? StaticBatch { get; init; }

    /// <summary>Whether the benchmark hands token numbers to the engine in its own process: no front end.</summary>
    public bool? InProcess { get; init; }

    /// <summary>What throughput is averaged over.</summary>
    public ThroughputRule? Throughput { get; init; }

    /// <summary>Offline: numbers of requests by lengths.</summary>
    public IReadOnlyList<OfflineRequests>? OfflineRequests { get; init; }

    /// <summary>Known engine settings.</summary>
    public IReadOnlyList<EngineSetting>? Settings { get; init; }

    /// <summary>Columns that the source measures differently from everyone else, with the reason: never scored.</summary>
    public IReadOnlyDictionary<string, string>? NotComparable { get; init; }

    /// <summary>This entry, with what it leaves out taken from <paramref name="basis"/>.</summary>
    public Protocol Over(Protocol basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return this with
        {
            RequestsPerUser = RequestsPerUser ?? basis.RequestsPerUser,
            FewestRequests = FewestRequests ?? basis.FewestRequests,
            Requests = Requests ?? basis.Requests,
            ConstantGaps = ConstantGaps ?? basis.ConstantGaps,
            Lengths = Lengths ?? basis.Lengths,
            DatasetLengths = DatasetLengths ?? basis.DatasetLengths,
            StaticBatch = StaticBatch ?? basis.StaticBatch,
            InProcess = InProcess ?? basis.InProcess,
            Throughput = Throughput ?? basis.Throughput,
            OfflineRequests = OfflineRequests ?? basis.OfflineRequests,
            Settings = Settings ?? basis.Settings,
            NotComparable = NotComparable ?? basis.NotComparable,
        };
    }
}
