using InferenceSim.Simulation;
using MathNet.Numerics.Distributions;

namespace InferenceSim.Workloads.Lengths;

/// <summary>Draws from a mixture of lognormals; the mathematics behind <see cref="LognormalLength"/> and think times.</summary>
internal sealed class LognormalMixture
{
    private readonly LognormalComponent[] _components;
    private readonly double[] _cumulative;

    public LognormalMixture(IReadOnlyList<LognormalComponent> components)
    {
        if (components is not { Count: > 0 })
        {
            throw new ArgumentException("a lognormal needs at least one component {weight, mu, sigma}", nameof(components));
        }

        if (components.Any(c => !(c.Weight > 0 && c.Sigma >= 0 && double.IsFinite(c.Weight + c.Mu + c.Sigma))))
        {
            throw new ArgumentException("a lognormal component needs weight > 0, a finite mu and sigma >= 0", nameof(components));
        }

        _components = [.. components];
        _cumulative = new double[_components.Length];
        double total = _components.Sum(c => c.Weight);
        double sum = 0;
        for (int i = 0; i < _components.Length; i++)
        {
            sum += _components[i].Weight / total;
            _cumulative[i] = sum;
        }
    }

    /// <summary>Draws the component, then by inverse CDF the value: two uniforms a sample, whatever comes out.</summary>
    public double Sample(RandomStream random)
    {
        double pick = random.NextUniform();
        int i = 0;
        while (i < _components.Length - 1 && pick >= _cumulative[i])
        {
            i++;
        }

        return Math.Exp(Normal.InvCDF(_components[i].Mu, _components[i].Sigma, random.NextUniform()));
    }

    /// <summary>
    /// E[min(max(X, a), b)] = a P(X &lt; a) + E[X; a &lt; X &lt; b] + b P(X > b), with E[X; X &lt; x] = exp(mu + sigma²/2) Phi((ln x - mu)/sigma - sigma).
    /// </summary>
    public double ClampedMean(double a, double b)
    {
        double mean = 0;
        double before = 0;
        for (int i = 0; i < _components.Length; i++)
        {
            double weight = _cumulative[i] - before;
            before = _cumulative[i];
            mean += weight * ClampedMean(_components[i], a, b);
        }

        return mean;
    }

    private static double ClampedMean(LognormalComponent c, double a, double b)
    {
        if (c.Sigma == 0)
        {
            return Math.Clamp(Math.Exp(c.Mu), a, b);
        }

        double za = (Math.Log(a) - c.Mu) / c.Sigma;
        double zb = (Math.Log(b) - c.Mu) / c.Sigma;
        double inside = Math.Exp(c.Mu + c.Sigma * c.Sigma / 2) * (Normal.CDF(0, 1, zb - c.Sigma) - Normal.CDF(0, 1, za - c.Sigma));
        return a * Normal.CDF(0, 1, za) + inside + b * Normal.CDF(0, 1, -zb);
    }
}
