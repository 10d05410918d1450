namespace InferenceSim.Timing;

/// <summary>One operator's part in a step, over all layers.</summary>
/// <param name="Name">The operator, e.g. <c>qkv projection</c>.</param>
/// <param name="Cause">What binds its time beyond its launches.</param>
/// <param name="Seconds">Time bound by <paramref name="Cause"/>.</param>
/// <param name="LaunchSeconds">Fixed time of its kernels.</param>
/// <param name="Flops">Floating-point operations of the whole replica.</param>
/// <param name="Bytes">Bytes moved in accelerator memory of the whole replica.</param>
public sealed record OperatorCost(string Name, StepCause Cause, double Seconds, double LaunchSeconds, long Flops, long Bytes)
{
    /// <summary>Time of it that runs under other operators and is not in <see cref="Seconds"/>.</summary>
    public double HiddenSeconds { get; init; }
}
