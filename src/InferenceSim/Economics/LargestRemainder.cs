namespace InferenceSim.Economics;

/// <summary>Divides an amount of money in whole cents so that the parts are the whole: the cents left over go to the largest remainders.</summary>
public static class LargestRemainder
{
    private const decimal Cent = 0.01m;

    /// <summary>Parts of <paramref name="totalUsd"/> (itself rounded to a cent) in proportion to <paramref name="weights"/>.</summary>
    /// <param name="totalUsd">The amount, at least 0.</param>
    /// <param name="weights">At least 0 and not all 0, unless the amount is 0. Of equal remainders the first gets the cent.</param>
    /// <exception cref="ArgumentException">The amount or a weight is below 0, or all weights are 0 and there is something to divide.</exception>
    public static decimal[] Split(decimal totalUsd, IReadOnlyList<decimal> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        decimal cents = Math.Round(totalUsd / Cent, MidpointRounding.AwayFromZero);
        decimal sum = weights.Sum();
        if (totalUsd < 0 || weights.Any(w => w < 0) || (sum == 0 && cents > 0))
        {
            throw new ArgumentException("amount and weights are at least 0, and weights not all 0", nameof(weights));
        }

        decimal[] exact = [.. weights.Select(w => sum == 0 ? 0 : cents * (w / sum))];
        decimal[] parts = [.. exact.Select(decimal.Floor)];
        int left = (int)(cents - parts.Sum());
        foreach (int i in Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] - parts[i]).Take(left))
        {
            parts[i]++;
        }

        return [.. parts.Select(p => p * Cent)];
    }
}
