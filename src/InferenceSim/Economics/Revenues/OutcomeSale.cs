namespace InferenceSim.Economics.Revenues;

/// <summary>Results are sold, not tokens: a price for each resolved task (solutions, agents).</summary>
/// <param name="usdPerResolvedTask">US dollars for a task that ends resolved.</param>
/// <param name="task">What a task takes.</param>
public sealed class OutcomeSale(decimal usdPerResolvedTask, TaskShape task) : IRevenueModel
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The day does not say how many requests there were.</exception>
    public IEnumerable<RevenueLine> Lines(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        decimal requests = use.Requests ?? throw new InvalidOperationException("resolved tasks are counted in requests, and none are known");
        return [new RevenueLine("resolved tasks", requests / task.RequestsPerResolvedTask, "tasks", usdPerResolvedTask)];
    }
}
