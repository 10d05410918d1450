using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Rates;

/// <summary>
/// Turns operational times (those of a process at the nominal rate) into moments, in order. Bursts are drawn as they come, each stay from
/// its own substream. Belongs to one play.
/// </summary>
internal sealed class RateWarp
{
    private readonly IRateProfile? _profile;
    private readonly BurstSpec? _bursts;
    private readonly ulong _key;
    private readonly RandomStream _random = new(0);
    private long _stays;
    private bool _on;
    private double _start; // of the current stay
    private double _end;
    private double _integralAtStart;

    public RateWarp(RateShape shape, ulong seed)
    {
        _profile = shape.Profile;
        _bursts = shape.Bursts;
        _key = RandomStream.PurposeKey(seed, "bursts");
        if (_bursts is not null)
        {
            _random.Reseed(_key, 0);
            _on = _random.NextUniform() < _bursts.OnShare; // begins in its long-run mix
            _end = Stay();
        }
    }

    /// <summary>The moment, in seconds, of an operational time not before that of the call before; infinity where the rate has ended for good.</summary>
    public double TimeOf(double operational)
    {
        if (_bursts is null)
        {
            return ProfileTime(operational);
        }

        while (true)
        {
            double level = _on ? _bursts.Factor : _bursts.OffFactor;
            double before = Integral(_start);
            double whole = level * (Integral(_end) - before);
            if (operational < _integralAtStart + whole)
            {
                return Math.Clamp(ProfileTime(before + ((operational - _integralAtStart) / level)), _start, _end);
            }

            if (_end > SimDuration.MaxSeconds)
            {
                return double.PositiveInfinity;
            }

            _integralAtStart += whole;
            _start = _end;
            _on = !_on;
            _end += Stay();
        }
    }

    private double Stay()
    {
        _random.Reseed(_key, ++_stays);
        return -Math.Log(1 - _random.NextUniform()) * (_on ? _bursts!.OnSeconds : _bursts!.OffSeconds);
    }

    private double Integral(double seconds) => _profile?.Integral(seconds) ?? seconds;

    private double ProfileTime(double integral) => _profile?.TimeOf(integral) ?? integral;
}
