using InferenceSim.Economics;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>A figure of money at the ends of the error band of its run: the day with as many fewer or more tokens in the same paid hours.</summary>
/// <param name="Low">The lower; <c>null</c> where nobody knows the band.</param>
/// <param name="High">The higher.</param>
internal readonly record struct MoneyBand(decimal? Low, decimal? High)
{
    /// <summary>The band of a figure.</summary>
    public static MoneyBand Of(PointResult result, Func<RunEconomics, decimal?> figure)
    {
        if (result is not { Economics: { } economics, Error: { } error })
        {
            return default;
        }

        decimal? slow = figure(economics.Slower((decimal)error.CostHigh));
        decimal? fast = figure(economics.Slower((decimal)error.CostLow));
        return slow <= fast ? new MoneyBand(slow, fast) : new MoneyBand(fast, slow);
    }
}
