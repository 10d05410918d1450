namespace InferenceSim.Workloads.Lengths;

/// <summary>One lognormal of a mixture.</summary>
/// <param name="Weight">Its share; the weights of a mixture are scaled to add up to 1.</param>
/// <param name="Mu">Mean of the natural logarithm.</param>
/// <param name="Sigma">Standard deviation of the natural logarithm, not negative.</param>
public sealed record LognormalComponent(double Weight, double Mu, double Sigma);
