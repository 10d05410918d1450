namespace InferenceSim.Timing;

/// <summary>The fixed time of one attention call per layer, whatever the batch holds.</summary>
internal sealed class AttentionLaunchOperator(double launchSeconds, int layers) : ITokenOperator
{
    public int Kernels => layers;

    public OperatorCost Price(int tokens) => new("attention launch", StepCause.Memory, 0, layers * launchSeconds, 0, 0);
}
