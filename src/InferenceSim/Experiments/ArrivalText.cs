using System.Globalization;

namespace InferenceSim.Experiments;

/// <summary>The kinds of arrivals that a user can name.</summary>
internal enum ArrivalChoice
{
    Poisson,
    Gamma,
    Constant,
    ClosedLoop,
    AllAtOnce,
    Trace,

    /// <summary>Each tenant has its own; nobody can name it.</summary>
    Tenants,
}

/// <summary>Arrivals as a flag or a scenario file writes them.</summary>
internal static class ArrivalText
{
    public const string Forms = "poisson, gamma:CV, constant, closed-loop, all-at-once or trace";
    private const double LargestCv = 100;

    /// <summary>Reads a kind, and the coefficient of variation of a gamma process.</summary>
    /// <exception cref="UsageException">It is none of <see cref="Forms"/>.</exception>
    public static (ArrivalChoice Kind, double Cv) Parse(string text)
    {
        switch (text)
        {
            case "poisson":
                return (ArrivalChoice.Poisson, 1);
            case "constant":
                return (ArrivalChoice.Constant, 0);
            case "closed-loop" or "closed":
                return (ArrivalChoice.ClosedLoop, 0);
            case "all-at-once" or "at-once":
                return (ArrivalChoice.AllAtOnce, 0);
            case "trace":
                return (ArrivalChoice.Trace, 0);
        }

        const string gamma = "gamma:";
        if (text.StartsWith(gamma, StringComparison.Ordinal)
            && double.TryParse(text[gamma.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double cv)
            && cv is > 0 and <= LargestCv)
        {
            return (ArrivalChoice.Gamma, cv);
        }

        throw new UsageException($"--arrivals {text}: {Forms} is expected, the CV of gamma being above 0 and at most {LargestCv}");
    }
}
