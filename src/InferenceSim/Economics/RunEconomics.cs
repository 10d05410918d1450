namespace InferenceSim.Economics;

/// <summary>The money of a day under given terms: its account, and what single things cost in it.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Account">What is earned and paid.</param>
/// <param name="Attribution">Whose the costs are; <c>null</c> for an assumption, and where nothing ran.</param>
/// <param name="AcceleratorUsdPerGpuHour">What an accelerator costs for each hour it is held, all ways of paying brought to this.</param>
public sealed record RunEconomics(EconomicsTerms Terms, ProfitAndLoss Account, CostAttribution? Attribution, decimal AcceleratorUsdPerGpuHour)
{
    /// <summary>
    /// The day if every token took <paramref name="factor"/> times as long: the paid hours stay, so many fewer tokens are served in them, and what
    /// a token causes stays. The factor is an end of the error band of the cost of a token.
    /// </summary>
    public RunEconomics Slower(decimal factor) => factor == 1 ? this : Terms.Of(Account.Use.WithTokens(1 / factor));

    /// <summary>The day if its traffic were there for a part of it only, and the accelerators idle in the rest.</summary>
    public RunEconomics PartOfTheDay(decimal share) => Terms.Of(Account.Use.WithTokens(share) with { BusyGpuHours = Account.Use.BusyGpuHours * share, BusyCostShare = Account.Use.BusyCostShare * share });

    /// <summary>One price for all billed tokens at which the profit is zero; <c>null</c> where hours are let, whose tokens are the tenant's.</summary>
    public decimal? BreakEvenUsdPerMtok => Terms.HoursLet is null ? Account.BreakEvenUsdPerMtok : null;

    /// <summary>What each hour that is let has to bring: the cost over the share that is let; <c>null</c> where none is.</summary>
    public decimal? BreakEvenUsdPerRentedGpuHour => Account.Use.PaidGpuHours == 0
        ? null
        : Terms.HoursLet?.BreakEvenUsdPerRentedGpuHour(Account.CostUsdPerDay / Account.Use.PaidGpuHours);

    /// <summary>The share of the hours that has to be let at this rent; <c>null</c> where none is.</summary>
    public decimal? BreakEvenRentedShare => Terms.HoursLet?.RentedShare * Account.BreakEvenLoadFraction;

    /// <summary>Part of this traffic at which the profit is zero; <c>null</c> where nothing is sold, hours are let, or every token loses.</summary>
    public decimal? BreakEvenLoadFraction => Terms is { HasSales: true, HoursLet: null } ? Account.BreakEvenLoadFraction : null;

    /// <summary>Profit for each accelerator-hour that is paid; <c>null</c> where nothing is sold or no hour was held.</summary>
    public decimal? ProfitUsdPerGpuHour => Terms.HasSales && Account.Use.PaidGpuHours > 0 ? Account.ProfitUsdPerDay / Account.Use.PaidGpuHours : null;

    /// <summary>Profit over all that is paid, the return on it; <c>null</c> where nothing is sold or paid.</summary>
    public decimal? ReturnOnCost => Terms.HasSales && Account.CostUsdPerDay > 0 ? Account.ProfitUsdPerDay / Account.CostUsdPerDay : null;

    /// <summary>What a user costs in a month; <c>null</c> where nobody said how many there are.</summary>
    public decimal? UsdPerUserMonth => Terms.Users is decimal users and > 0 ? Account.CostUsdPerDay * DailyUse.DaysPerMonth / users : null;

    /// <summary>Tasks that end resolved in a day; <c>null</c> where nobody said what one takes.</summary>
    public decimal? ResolvedTasksPerDay => Account.Use.Requests / Terms.Task?.RequestsPerResolvedTask;

    /// <summary>What a resolved task costs; <c>null</c> where nobody said what it takes.</summary>
    public decimal? UsdPerResolvedTask => Attribution?.UsdPerRequest * Terms.Task?.RequestsPerResolvedTask;

    /// <summary>Energy of a billed token at the site, joules; <c>null</c> where the power is not known.</summary>
    public decimal? JoulesPerBilledToken => Kwh * 3_600_000m / NonZero(Account.Use.BilledTokens);

    /// <summary>Emissions of a million billed tokens, grams of CO2 equivalents; <c>null</c> where power or grid are not known.</summary>
    public decimal? Gco2PerMtok => Kwh * Terms.GridGco2PerKwh * DailyUse.TokensPerMillion / NonZero(Account.Use.BilledTokens);

    /// <summary>
    /// What the requests that were rejected, lost or given up would have paid a day. No part of the profit: serving them would have cost something too.
    /// <c>null</c> where nothing went unserved, or nobody knows its price.
    /// </summary>
    public decimal? LostUsdPerDay => Account.Use.Unserved is { Requests: > 0 } ? Terms.LostUsdPerDay(Account.Use) : null;

    /// <summary>What each tenant of a mix pays and costs; empty where there is no mix.</summary>
    public IReadOnlyList<TenantAccount> Tenants => TenantAccount.Of(this);

    private decimal? Kwh => Terms.Accelerators.ItKwh(Account.Use) * (Terms.Pue ?? 1);

    private static decimal? NonZero(decimal value) => value == 0 ? null : value;
}
