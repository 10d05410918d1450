using InferenceSim.Experiments;
using InferenceSim.Experiments.Capacity;

namespace InferenceSim.Results;

/// <summary>The columns of a row that answers how much a configuration can take: those of the point that the search ended at, and what it found.</summary>
public static class CapacityColumns
{
    /// <summary>All columns.</summary>
    public static IReadOnlyList<ResultColumn> All { get; } =
    [
        .. ResultColumns.All,
        Of("capacity_answer", c => AnswerName(c.Answer)),
        Of("capacity_requests_per_second", c => c.RequestsPerSecond),
        new("capacity_requests_per_second_per_gpu", r => r.Capacity?.RequestsPerSecond / r.Inputs.Gpus),
        Of("capacity_num_gpus", c => (long?)c.Gpus),
        Of("capacity_tolerance", c => c.Tolerance),
        Of("capacity_simulations", c => (long)c.Simulations),
        Of("fails_at_requests_per_second", c => c.FailsAtRequestsPerSecond),
        Of("fails_at_num_gpus", c => (long?)c.FailsAtGpus),
        Of("fails_because", c => c.FailsBecause),
        Of("capacity_monotone", c => c.Monotone switch { true => "yes", false => "no", null => null }),
    ];

    private static string AnswerName(CapacityAnswer answer) => answer switch
    {
        CapacityAnswer.Found => "found",
        CapacityAnswer.None => "none",
        CapacityAnswer.Unbounded => "unbounded",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "not an answer"),
    };

    private static ResultColumn Of(string name, Func<CapacityFinding, object?> value) =>
        new(name, r => r.Capacity is null ? null : value(r.Capacity));
}
