using InferenceSim.Simulation;
using InferenceSim.Workloads.Rates;
using MathNet.Numerics.Distributions;

namespace InferenceSim.Workloads;

/// <summary>Gives the arrival times of an open loop one after the other. Gap i comes from substream i, so a rate or a cv changed in a sweep keeps the luck.</summary>
internal sealed class ArrivalClock
{
    private readonly ArrivalSpec _arrivals;
    private readonly ulong _key;
    private readonly RandomStream _random = new(0);
    private readonly RateWarp? _warp;
    private readonly SimTime _end;
    private SimTime _now;
    private double _operational;
    private long _count;

    public ArrivalClock(ArrivalSpec arrivals, ulong seed)
    {
        _arrivals = arrivals;
        _key = RandomStream.PurposeKey(seed, "arrivals");
        _warp = arrivals.Profile is { } profile ? new RateWarp(profile, seed) : null;
        _end = arrivals.DurationSeconds is { } duration ? SimTime.FromSeconds(duration) : SimTime.Never;
    }

    /// <summary>The next arrival: the first one comes one gap after time 0, or at 0 if gaps are constant.</summary>
    /// <returns><c>false</c> where nobody arrives any more: after the duration, or because the rate has ended for good.</returns>
    public bool TryNext(out SimTime arrival)
    {
        arrival = SimTime.Never;
        if (_warp is null)
        {
            arrival = NextAtNominalRate();
        }
        else if (_warp.TimeOf(NextOperational()) is < SimDuration.MaxSeconds and double seconds)
        {
            arrival = SimTime.FromSeconds(seconds);
        }

        return arrival < _end;
    }

    private SimTime NextAtNominalRate()
    {
        long i = _count++;
        return _arrivals.Kind == ArrivalKind.Constant
            ? SimTime.FromSeconds(i / _arrivals.Rate) // not a running sum, which would add up rounding
            : _now += SimDuration.FromSeconds(Gap(i));
    }

    /// <summary>The same without the range of simulated time, which a profile may stretch or shrink.</summary>
    private double NextOperational()
    {
        long i = _count++;
        return _arrivals.Kind == ArrivalKind.Constant ? i / _arrivals.Rate : _operational += Gap(i);
    }

    private double Gap(long i)
    {
        _random.Reseed(_key, i);
        return _arrivals.Kind == ArrivalKind.Poisson
            ? -Math.Log(1 - _random.NextUniform()) / _arrivals.Rate
            : GammaGap();
    }

    private double GammaGap()
    {
        double shape = 1 / (_arrivals.Cv * _arrivals.Cv);
        return Gamma.Sample(_random, shape, shape * _arrivals.Rate);
    }
}
