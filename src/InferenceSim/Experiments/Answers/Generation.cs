namespace InferenceSim.Experiments.Answers;

/// <summary>A date of <see cref="GenerationsAnswer"/>.</summary>
/// <param name="Date">When.</param>
/// <param name="Years">Years since the first.</param>
/// <param name="Newest">The newest model then.</param>
/// <param name="AsGood">A model that is as good as the newest of the first date.</param>
/// <param name="NewestShare">Part of the requests that go to the newest.</param>
public sealed record Generation(string Date, double Years, GenerationModel Newest, GenerationModel AsGood, double NewestShare)
{
    /// <summary>What a million billed tokens of both cost, as users ask for them.</summary>
    public double UsdPerMtok => Mean(m => m.UsdPerRequest) / Mean(m => m.TokensPerRequest) * 1e6;

    /// <summary>Gross margin of both together; <c>null</c> where nothing is earned.</summary>
    public double? Margin => Mean(m => m.EarnedPerRequest) is > 0 and double earned ? 1 - (Mean(m => m.UsdPerRequest) / earned) : null;

    /// <summary>The part of the requests to the newest model at which the profit is zero; <c>null</c> where it is so at none.</summary>
    public double? BreakEvenShare
    {
        get
        {
            double asGood = AsGood.EarnedPerRequest - AsGood.UsdPerRequest, newest = Newest.EarnedPerRequest - Newest.UsdPerRequest;
            return asGood * newest < 0 ? asGood / (asGood - newest) : null;
        }
    }

    private double Mean(Func<GenerationModel, double> of) => (NewestShare * of(Newest)) + ((1 - NewestShare) * of(AsGood));
}
