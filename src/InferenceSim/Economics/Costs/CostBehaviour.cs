namespace InferenceSim.Economics.Costs;

/// <summary>What makes a cost grow.</summary>
public enum CostBehaviour
{
    /// <summary>Paid for time, whether or not a token is served: rent, capital, colocation, staff, idle power.</summary>
    Fixed,

    /// <summary>Caused by serving: the energy above idle, fees per token, hours that are rented only while they are busy.</summary>
    Marginal,

    /// <summary>A share of what is earned; marginal too, and it grows with the price.</summary>
    ShareOfRevenue,
}
