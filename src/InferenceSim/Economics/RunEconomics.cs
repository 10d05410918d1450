namespace InferenceSim.Economics;

/// <summary>The money of a day under given terms: its account, and what single things cost in it.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Account">What is earned and paid.</param>
/// <param name="Attribution">Whose the costs are; <c>null</c> for an assumption, and where nothing ran.</param>
/// <param name="AcceleratorUsdPerGpuHour">What an accelerator costs for each hour it is held, all ways of paying brought to this.</param>
public sealed record RunEconomics(EconomicsTerms Terms, ProfitAndLoss Account, CostAttribution? Attribution, decimal AcceleratorUsdPerGpuHour)
{
    /// <summary>What a user costs in a month; <c>null</c> where nobody said how many there are.</summary>
    public decimal? UsdPerUserMonth => Terms.Users is decimal users and > 0 ? Account.CostUsdPerDay * DailyUse.DaysPerMonth / users : null;

    /// <summary>What a resolved task costs; <c>null</c> where nobody said what it takes.</summary>
    public decimal? UsdPerResolvedTask => Attribution?.UsdPerRequest * Terms.Task?.RequestsPerResolvedTask;

    /// <summary>Energy of a billed token at the site, joules; <c>null</c> where the power is not known.</summary>
    public decimal? JoulesPerBilledToken => Kwh * 3_600_000m / NonZero(Account.Use.BilledTokens);

    /// <summary>Emissions of a million billed tokens, grams of CO2 equivalents; <c>null</c> where power or grid are not known.</summary>
    public decimal? Gco2PerMtok => Kwh * Terms.GridGco2PerKwh * DailyUse.TokensPerMillion / NonZero(Account.Use.BilledTokens);

    private decimal? Kwh => (Account.Use.IdleKwh + Account.Use.ServingKwh) * (Terms.Pue ?? 1);

    private static decimal? NonZero(decimal value) => value == 0 ? null : value;
}
