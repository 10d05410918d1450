using InferenceSim.Economics;

namespace InferenceSim.Experiments.Answers;

/// <summary>A model at a date of <see cref="GenerationsAnswer"/>, simulated.</summary>
/// <param name="Name">Its name in the scenario.</param>
/// <param name="Run">Its day.</param>
public sealed record GenerationModel(string Name, PointResult Run)
{
    /// <summary>What a million of its billed tokens cost.</summary>
    public double UsdPerMtok => (double)Account.CostUsdPerMtok!.Value;

    /// <summary>That at the ends of the error band, the lower first; <c>null</c> where nobody knows it.</summary>
    public (double Low, double High)? Band =>
        BandEnd.Fast.CostFactor(Run) is double fast && BandEnd.Slow.CostFactor(Run) is double slow ? (Cost(fast), Cost(slow)) : null;

    /// <summary>What an answer costs.</summary>
    public double UsdPerRequest => (double)(Account.CostUsdPerDay / Requests);

    /// <summary>What an answer brings.</summary>
    public double EarnedPerRequest => (double)(Account.RevenueUsdPerDay / Requests);

    /// <summary>Billed tokens of an answer and its question.</summary>
    public double TokensPerRequest => (double)(Account.Use.BilledTokens / Requests);

    /// <summary>Gross margin; <c>null</c> where nothing is earned.</summary>
    public double? Margin => (double?)Account.GrossMargin;

    private ProfitAndLoss Account => Run.Economics!.Account;

    private decimal Requests => Account.Use.Requests!.Value;

    private double Cost(double factor) => (double)Run.Economics!.Slower((decimal)factor).Account.CostUsdPerMtok!.Value;
}
