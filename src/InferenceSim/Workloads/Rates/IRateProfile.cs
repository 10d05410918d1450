namespace InferenceSim.Workloads.Rates;

/// <summary>
/// A rate over time, as a factor on a nominal rate. Arrivals follow it by the time-change theorem: the arrivals of a process of constant
/// nominal rate at operational times s become arrivals at the times t where the integral of the factor reaches s (Çinlar 1975; Law and
/// Kelton, "Generating nonstationary Poisson processes"). Exact for Poisson arrivals; gamma and constant ones keep their variation in
/// operational time.
/// </summary>
public interface IRateProfile
{
    /// <summary>The factor at <paramref name="seconds"/>, not negative.</summary>
    double At(double seconds);

    /// <summary>The integral of the factor from 0 to <paramref name="seconds"/>, in seconds of the nominal rate.</summary>
    double Integral(double seconds);

    /// <summary>The moment at which the integral reaches <paramref name="integral"/>, or positive infinity where it never does.</summary>
    double TimeOf(double integral);
}
