using InferenceSim.Economics;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>
/// The columns of money beyond what tokens cost: what is asked for them, the account of a day at the simulated rate, and what single things
/// cost. Empty where nobody gave a price, never 0 for it.
/// </summary>
internal static class EconomicsColumns
{
    /// <summary>What is asked, at the end of the inputs.</summary>
    public static IReadOnlyList<ResultColumn> Inputs { get; } =
    [
        new("input_price_usd_per_mtok", r => Number(r.Inputs.TokenPrices?.InputUsdPerMtok)),
        new("cached_input_price_usd_per_mtok", r => Number(r.Inputs.TokenPrices?.CachedInputUsdPerMtok)),
        new("output_price_usd_per_mtok", r => Number(r.Inputs.TokenPrices?.OutputUsdPerMtok)),
    ];

    /// <summary>What came out.</summary>
    public static IReadOnlyList<ResultColumn> Results { get; } =
    [
        Of("cost_usd_per_day", e => e.Account.CostUsdPerDay),
        Of("fixed_cost_usd_per_day", e => e.Account.FixedUsdPerDay),
        Of("marginal_cost_usd_per_day", e => e.Account.MarginalUsdPerDay),
        Of("revenue_usd_per_day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay : null),
        Of("profit_usd_per_day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null),
        Of("gross_margin_fraction", e => e.Account.GrossMargin),
        Of("break_even_price_usd_per_mtok", e => e.BreakEvenUsdPerMtok),
        Of("break_even_load_fraction", e => e.BreakEvenLoadFraction),
        Low("gross_margin_low_fraction", e => e.Account.GrossMargin),
        High("gross_margin_high_fraction", e => e.Account.GrossMargin),
        Low("break_even_price_low_usd_per_mtok", e => e.BreakEvenUsdPerMtok),
        High("break_even_price_high_usd_per_mtok", e => e.BreakEvenUsdPerMtok),
        Of("uncached_input_cost_usd_per_mtok", e => e.Attribution?.UncachedInputUsdPerMtok),
        Of("cached_input_cost_usd_per_mtok", e => e.Attribution?.CachedInputUsdPerMtok),
        Of("idle_cost_usd_per_mtok", e => e.Attribution?.IdleUsdPerMtok),
        Of("marginal_cost_usd_per_mtok", e => e.Account.MarginalUsdPerMtok),
        Of("good_output_cost_usd_per_mtok", e => e.Attribution?.GoodOutputUsdPerMtok),
        Of("cost_usd_per_request", e => e.Attribution?.UsdPerRequest),
        Of("cost_usd_per_user_month", e => e.UsdPerUserMonth),
        Of("cost_usd_per_resolved_task", e => e.UsdPerResolvedTask),
        Of("joules_per_billed_token", e => e.JoulesPerBilledToken),
        Of("gco2_per_mtok", e => e.Gco2PerMtok),
        new("recomputed_tokens", r => r.Report?.RecomputedTokens),
        Low("profit_low_usd_per_day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null),
        High("profit_high_usd_per_day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null),
        Of("lost_revenue_usd_per_day", e => e.LostUsdPerDay),
    ];

    private static ResultColumn Low(string name, Func<RunEconomics, decimal?> value) => new(name, r => Number(MoneyBand.Of(r, value).Low));

    private static ResultColumn High(string name, Func<RunEconomics, decimal?> value) => new(name, r => Number(MoneyBand.Of(r, value).High));

    private static ResultColumn Of(string name, Func<RunEconomics, decimal?> value) =>
        new(name, r => r.Economics is null ? null : Number(value(r.Economics)));

    private static double? Number(decimal? value) => (double?)value;
}
