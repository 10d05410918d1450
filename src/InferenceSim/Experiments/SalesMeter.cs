using InferenceSim.Economics;
using InferenceSim.Economics.Revenues;
using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>Counts while a run is played what prices hang on: the tokens of each price tier, of each tenant where there is a mix.</summary>
internal sealed class SalesMeter
{
    private readonly TokenTierMeter? _all;
    private readonly TokenTierMeter?[] _tenants;

    /// <summary>A meter for what <paramref name="terms"/> sell.</summary>
    public SalesMeter(EconomicsTerms? terms)
    {
        _all = Meter(terms?.Prices);
        _tenants = [.. (terms?.Tenants?.Tenants ?? []).Select(t => Meter(t.Prices))];
    }

    /// <summary>Whoever listens to requests, and the meter behind him.</summary>
    public Action<RequestOutcome>? Listening(Action<RequestOutcome>? first) => _all is null && Array.TrueForAll(_tenants, static t => t is null)
        ? first
        : outcome =>
        {
            first?.Invoke(outcome);
            _all?.Add(outcome);
            if (_tenants.Length > 0)
            {
                _tenants[outcome.Request.Tenant]?.Add(outcome);
            }
        };

    /// <summary>The terms with what was counted.</summary>
    public EconomicsTerms Counted(EconomicsTerms terms, SimulationReport report)
    {
        decimal prompts = report.Tenants.Sum(t => t.PromptTokens - t.CachedPromptTokens), cached = report.Tenants.Sum(t => t.CachedPromptTokens);
        decimal outputs = report.Tenants.Sum(t => t.OutputTokens);
        decimal prefill = (decimal)report.Tenants.Aggregate((Int128)0, (sum, t) => sum + t.PrefillContexts), decode = (decimal)report.Tenants.Aggregate((Int128)0, (sum, t) => sum + t.DecodeContexts);
        return terms with
        {
            Prices = Tiers(terms.Prices, _all),
            Tenants = terms.Tenants is not { } mix || report.Tenants.Count == 0 ? terms.Tenants : new TenantSales([.. mix.Tenants.Select((sale, i) => (Sale: sale, Meter: _tenants[i], Report: report.Tenants[i])).Select(t => t.Sale with
            {
                Prices = Tiers(t.Sale.Prices, t.Meter),
                Share = new TokenShare(Part(t.Report.PromptTokens - t.Report.CachedPromptTokens, prompts), Part(t.Report.CachedPromptTokens, cached), Part(t.Report.OutputTokens, outputs)),
                Contexts = new ContextShare(Part(t.Report.PrefillContexts, prefill), Part(t.Report.DecodeContexts, decode)),
                Unserved = UnservedUse.Of(t.Report.Unserved, report.Duration),
            })]),
        };
    }

    private static TokenTierMeter? Meter(TokenPriceList? prices) => prices is { Tiers.Count: > 0 } ? new TokenTierMeter(prices) : null;

    private static TokenPriceList? Tiers(TokenPriceList? prices, TokenTierMeter? meter) => meter is null ? prices : prices! with { Shares = meter.Shares() };

    private static decimal Part(Int128 tokens, decimal all) => all == 0 ? 0 : (decimal)tokens / all;
}
