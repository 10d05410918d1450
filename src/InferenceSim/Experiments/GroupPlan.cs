namespace InferenceSim.Experiments;

/// <summary>One group of replicas of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">How many replicas it has.</param>
/// <param name="Replica">One of them: engine, what prices its steps, and the price of its accelerators.</param>
public sealed record GroupPlan(string Name, int Replicas, ScenarioPlan Replica)
{
    /// <summary>Accelerators of one replica.</summary>
    public int AcceleratorsPerReplica => Replica.Inputs.Gpus ?? 1;
}
