using InferenceSim.Simulation;
using MathNet.Numerics.Distributions;

namespace InferenceSim.Workloads;

/// <summary>Gives the arrival times of an open loop one after the other. Gap i comes from substream i, so a rate or a cv changed in a sweep keeps the luck.</summary>
internal sealed class ArrivalClock
{
    private readonly ArrivalSpec _arrivals;
    private readonly ulong _key;
    private readonly RandomStream _random = new(0);
    private SimTime _now;
    private long _count;

    public ArrivalClock(ArrivalSpec arrivals, ulong seed)
    {
        _arrivals = arrivals;
        _key = RandomStream.PurposeKey(seed, "arrivals");
    }

    /// <summary>The next arrival: the first one comes one gap after time 0, or at 0 if gaps are constant.</summary>
    public SimTime Next()
    {
        long i = _count++;
        if (_arrivals.Kind == ArrivalKind.Constant)
        {
            return SimTime.FromSeconds(i / _arrivals.Rate); // not a running sum, which would add up rounding
        }

        _random.Reseed(_key, i);
        double gap = _arrivals.Kind == ArrivalKind.Poisson
            ? -Math.Log(1 - _random.NextUniform()) / _arrivals.Rate
            : GammaGap();
        return _now += SimDuration.FromSeconds(gap);
    }

    private double GammaGap()
    {
        double shape = 1 / (_arrivals.Cv * _arrivals.Cv);
        return Gamma.Sample(_random, shape, shape * _arrivals.Rate);
    }
}
