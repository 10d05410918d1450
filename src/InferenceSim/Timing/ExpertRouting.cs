namespace InferenceSim.Timing;

/// <summary>
/// Which experts a batch meets. Experts are not equally popular: their shares of the tokens lie evenly on a logarithmic scale between the
/// least and the most popular (a power law with exponent 1, the routing that aiconfigurator times expert layers with). Tokens choose
/// independently.
/// </summary>
internal static class ExpertRouting
{
    // How much oftener the most popular expert is chosen than the least popular one. Expert layers timed with power-law routing come out best
    // (medians on held-out shapes) between 10 and 20; routing that training balances is rather less skewed than that.
    private const double PopularityRatio = 10;

    private const int Classes = 32;

    private static readonly double[] s_popularity = Popularities();

    /// <summary>Mean number of different experts, of <paramref name="experts"/>, that <paramref name="tokens"/> tokens choose, each <paramref name="perToken"/>.</summary>
    public static double Touched(int experts, int perToken, double tokens) => Touched(experts, perToken, tokens, s_popularity);

    /// <summary>The same if all were equally popular: <c>E (1 - (1 - k/E)^T)</c>.</summary>
    public static double TouchedEvenly(int experts, int perToken, double tokens) => Touched(experts, perToken, tokens, [1]);

    private static double Touched(int experts, int perToken, double tokens, ReadOnlySpan<double> popularities)
    {
        double missed = 0;
        foreach (double popularity in popularities)
        {
            missed += Math.Pow(1 - Math.Min(1, popularity * perToken / experts), tokens);
        }

        return experts * (1 - (missed / popularities.Length));
    }

    // The mean of the classes is 1, so that a single token meets as many experts as it chooses.
    private static double[] Popularities()
    {
        double[] raw = [.. Enumerable.Range(0, Classes).Select(c => Math.Pow(PopularityRatio, (c + 0.5) / Classes))];
        return [.. raw.Select(r => r / raw.Average())];
    }
}
