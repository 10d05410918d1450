using System.Globalization;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>How <c>--patience</c> is written: <c>30</c> (every client waits 30 seconds) or <c>exp:30</c> (exponential, 30 on average).</summary>
internal static class PatienceText
{
    private const string Exponential = "exp:";

    // The largest exponential draw is below 37 means, and simulated time ends after 106 days.
    private const double MostSeconds = 200_000;

    /// <summary><paramref name="workload"/> as clients send it who set a limit to answers and give up, where <paramref name="scenario"/> says so.</summary>
    public static IWorkload Clients(Scenario scenario, IWorkload workload, ulong seed) => scenario is { MaxTokens: null, Patience: null }
        ? workload
        : new ClientBehaviour(workload, scenario.MaxTokens, scenario.Patience is null ? null : Parse(scenario.Patience), seed);

    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static IThinkTime Parse(string text)
    {
        bool exponential = text.StartsWith(Exponential, StringComparison.Ordinal);
        string number = exponential ? text[Exponential.Length..] : text;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !(seconds > 0 && seconds <= MostSeconds))
        {
            throw new UsageException(FormattableString.Invariant($"--patience {text}: seconds above 0 and up to {MostSeconds}, or exp:MEAN, is expected"));
        }

        return exponential ? new ExponentialThinkTime(seconds) : new FixedThinkTime(seconds);
    }
}
