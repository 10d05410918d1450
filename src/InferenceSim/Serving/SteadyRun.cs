namespace InferenceSim.Serving;

/// <summary>
/// A run of steps of which each lasts a fixed time longer than the one before: step i lasts <paramref name="First"/> + i *
/// <paramref name="Increment"/> picoseconds. Sums in closed form, exact.
/// </summary>
/// <param name="First">Duration of the first step.</param>
/// <param name="Increment">What each step lasts longer than the one before, not negative.</param>
internal readonly record struct SteadyRun(long First, long Increment)
{
    /// <summary>How long the first <paramref name="steps"/> steps take together.</summary>
    public long Duration(long steps) => checked((First * steps) + (Increment * (steps * (steps - 1) / 2)));

    /// <summary>How many steps, from 1 to <paramref name="limit"/>, begin before <paramref name="within"/> picoseconds have passed.</summary>
    public long StepsBeginningWithin(long within, long limit)
    {
        if (limit == 1 || Duration(limit - 1) < within)
        {
            return limit;
        }

        // The largest m with Duration(m) < within, from First m + Increment m (m - 1) / 2 = within, then corrected to the integer.
        double half = Increment / 2.0;
        double linear = First - half;
        double root = Increment == 0
            ? within / (double)First
            : (Math.Sqrt((linear * linear) + (4 * half * within)) - linear) / (2 * half);
        long m = Math.Clamp((long)root, 0, limit - 1);
        while (Duration(m) >= within)
        {
            m--;
        }

        while (m < limit - 1 && Duration(m + 1) < within)
        {
            m++;
        }

        return m + 1;
    }
}
