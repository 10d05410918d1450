using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics;

/// <summary>
/// Whose the costs of a day are: computed input, cached input, output. Busy time is divided between prefill and decode as the steps were (a
/// mixed step in proportion to the price of each part alone); what idle time costs goes the same way and is shown apart; what serving adds to
/// the fixed costs is all busy. A share of the fixed costs may be laid on the KV cache: cached input then pays for the block-time that its
/// reused blocks are held for. That share is a convention, 0 unless somebody wants it: what reuse costs is memory, not time.
/// </summary>
public sealed record CostAttribution
{
    private readonly DailyUse _use;
    private readonly decimal[] _exact;
    private readonly decimal _shareOfRevenue;

    private CostAttribution(ProfitAndLoss account, decimal[] exact)
    {
        DailyUse use = _use = account.Use;
        (_exact, _shareOfRevenue) = (exact, account.ShareOfRevenueUsdPerDay);
        TotalUsdPerDay = account.CostUsdPerDay; // not the sum of the parts: what their division rounds off could cost a cent
        decimal[] cents = LargestRemainder.Split(TotalUsdPerDay, exact);
        (InputBusyUsdPerDay, InputIdleUsdPerDay, OutputBusyUsdPerDay, OutputIdleUsdPerDay, CachedInputUsdPerDay) =
            (cents[0], cents[1], cents[2], cents[3], cents[4]);
        UncachedInputUsdPerMtok = PerMillion(exact[0] + exact[1], use.UncachedInputTokens);
        InputUsdPerMtok = PerMillion(exact[0] + exact[1] + exact[4], use.UncachedInputTokens + use.CachedInputTokens);
        CachedInputUsdPerMtok = PerMillion(exact[4], use.CachedInputTokens);
        OutputUsdPerMtok = PerMillion(exact[2] + exact[3], use.OutputTokens);
        IdleUsdPerMtok = PerMillion(exact[1] + exact[3], use.BilledTokens);
    }

    /// <summary>All that is paid a day; to the cent, the sum of the five parts.</summary>
    public decimal TotalUsdPerDay { get; }

    /// <summary>Busy time of computed input, whole cents.</summary>
    public decimal InputBusyUsdPerDay { get; }

    /// <summary>Its part of the idle time, whole cents.</summary>
    public decimal InputIdleUsdPerDay { get; }

    /// <summary>Busy time of output, whole cents.</summary>
    public decimal OutputBusyUsdPerDay { get; }

    /// <summary>Its part of the idle time, whole cents.</summary>
    public decimal OutputIdleUsdPerDay { get; }

    /// <summary>Memory of reused blocks, whole cents.</summary>
    public decimal CachedInputUsdPerDay { get; }

    /// <summary>A million input tokens that were computed; <c>null</c> where there are none.</summary>
    public decimal? UncachedInputUsdPerMtok { get; }

    /// <summary>A million input tokens from the cache.</summary>
    public decimal? CachedInputUsdPerMtok { get; }

    /// <summary>A million input tokens, computed or not.</summary>
    public decimal? InputUsdPerMtok { get; }

    /// <summary>A million output tokens.</summary>
    public decimal? OutputUsdPerMtok { get; }

    /// <summary>The idle part of a million billed tokens.</summary>
    public decimal? IdleUsdPerMtok { get; }

    /// <summary>A million billed tokens, input and output together.</summary>
    public decimal? BlendedUsdPerMtok => PerMillion(TotalUsdPerDay, _use.BilledTokens);

    /// <summary>A million output tokens within the latency limits, which pay for all the rest; <c>null</c> without limits or where none met them.</summary>
    public decimal? GoodOutputUsdPerMtok => _use.OutputTokensWithinSlo is decimal good ? PerMillion(TotalUsdPerDay, good) : null;

    /// <summary>A request; <c>null</c> where none was completed.</summary>
    public decimal? UsdPerRequest => _use.Requests is decimal requests and > 0 ? TotalUsdPerDay / requests : null;

    /// <summary>Divides the costs of <paramref name="account"/>; <c>null</c> for an assumption, which has no busy time to divide by.</summary>
    /// <param name="account">What is paid.</param>
    /// <param name="cachedInputPoolShare">Part of the fixed costs that is laid on the KV cache, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not one.</exception>
    public static CostAttribution? Of(ProfitAndLoss account, decimal cachedInputPoolShare = 0)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentOutOfRangeException.ThrowIfNegative(cachedInputPoolShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cachedInputPoolShare, 1);
        if (account.Use is not { BusyShare: decimal busyShare, PrefillShare: decimal prefill })
        {
            return null;
        }

        // Of accelerators at several prices each hour counts at its own.
        busyShare = account.Use.BusyCostShare ?? busyShare;
        decimal unused = account.Costs.Where(l => l.IsUnused).Sum(l => l.UsdPerDay);
        decimal held = account.FixedUsdPerDay - unused;
        decimal cached = held * cachedInputPoolShare * account.Use.ReusedPoolShare;
        decimal timed = held - cached;
        decimal busy = (timed * busyShare) + account.MarginalUsdPerDay;
        decimal idle = Math.Max(0, timed * (1 - busyShare)) + unused; // a share of 1 may have been rounded up in the last digit
        return new CostAttribution(
            account, [busy * prefill, idle * prefill, busy * (1 - prefill), idle * (1 - prefill), cached]);
    }

    /// <summary>
    /// The costs of those who use parts of the tokens: for every kind of token in proportion to them, but for the time that goes with contexts (see
    /// <see cref="DailyUse.ContextTime"/>) in proportion to those; shares of the revenue in proportion to what each pays. Whole cents by largest
    /// remainder, which add up to <see cref="TotalUsdPerDay"/> to the cent; empty where nobody used any.
    /// </summary>
    /// <param name="tenants">Those who use them.</param>
    /// <param name="revenueShares">The part of each in the revenue; zeros where the costs have no share of it.</param>
    public decimal[] Divide(IReadOnlyList<TenantSale> tenants, IReadOnlyList<decimal> revenueShares)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        ArgumentNullException.ThrowIfNull(revenueShares);
        decimal byRevenue = revenueShares.Sum() > 0 ? _shareOfRevenue : 0;
        decimal busy = _exact[0] + _exact[2];
        decimal rest = busy == 0 ? 0 : 1 - (byRevenue / busy);
        ContextShare time = _use.ContextTime;
        decimal[] weights =
        [
            .. tenants.Select((t, i) =>
                (((_exact[0] * rest) + _exact[1]) * Mean(t.Share.UncachedInput, t.Contexts.Prefill, time.Prefill))
                + (((_exact[2] * rest) + _exact[3]) * Mean(t.Share.Output, t.Contexts.Decode, time.Decode))
                + (_exact[4] * t.Share.CachedInput) + (byRevenue * revenueShares[i])),
        ];
        return weights.Sum() > 0 ? LargestRemainder.Split(TotalUsdPerDay, weights) : [];
    }

    private static decimal Mean(decimal byTokens, decimal byContexts, decimal part) => (byTokens * (1 - part)) + (byContexts * part);

    private static decimal? PerMillion(decimal usd, decimal tokens) => tokens == 0 ? null : usd / tokens * DailyUse.TokensPerMillion;
}
