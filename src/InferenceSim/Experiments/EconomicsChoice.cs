using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Experiments.Answers;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>
/// The money of a scenario, <c>"economics": { ... }</c>: how accelerators are paid for, what is sold, what a task is. Every amount is in US
/// dollars and has its unit in its name. Everything may be left out; what nobody gives is not invented.
/// </summary>
public sealed record EconomicsChoice
{
    /// <summary>The question that the scenario answers, for those who read its account.</summary>
    public string? Question { get; init; }

    /// <summary>What the answer hangs on.</summary>
    public string? Assumption { get; init; }

    /// <summary>Accelerators paid by the hour. Without it and without <see cref="Ownership"/>: at the scenario's or the catalog's price.</summary>
    public RentalCost? Rental { get; init; }

    /// <summary>Accelerators that are owned.</summary>
    public OwnershipCost? Ownership { get; init; }

    /// <summary>What is paid beside accelerators.</summary>
    public OverheadCost? Overhead { get; init; }

    /// <summary>Token prices.</summary>
    public TokenPriceList? Prices { get; init; }

    /// <summary>Token prices by the name of a class, for the tenants that name one. A tenant without a class pays <see cref="Prices"/>.</summary>
    public IReadOnlyDictionary<string, TokenPriceList>? PriceClasses { get; init; }

    /// <summary>Flat fees.</summary>
    public SubscriptionPlan? Subscription { get; init; }

    /// <summary>Accelerators let by the hour.</summary>
    public GpuHourSale? GpuHours { get; init; }

    /// <summary>Price of a resolved task, US dollars; <see cref="Task"/> says what one takes.</summary>
    public decimal? UsdPerResolvedTask { get; init; }

    /// <summary>What a task takes.</summary>
    public TaskShape? Task { get; init; }

    /// <summary>What is used inside instead of sold.</summary>
    public InternalUse? Internal { get; init; }

    /// <summary>Traffic assumed on paper, to stand beside the simulated one.</summary>
    public AssumedTraffic? Assumed { get; init; }

    /// <summary>Part of the fixed costs that is laid on the KV cache and paid by cached input. Default 0.</summary>
    public decimal CachedInputPoolShare { get; init; }

    /// <summary>People who make this traffic, for the cost of one in a month. Default: the users of a closed loop.</summary>
    public decimal? Users { get; init; }

    /// <summary>Grams of CO2 equivalents for a kilowatt-hour; emissions are told where it is given.</summary>
    public decimal? GridGco2PerKwh { get; init; }

    /// <summary>Power usage effectiveness for energy and emissions. Default: that of the ownership, or 1.</summary>
    public decimal? Pue { get; init; }

    /// <summary>A currency to tell accounts in beside US dollars.</summary>
    public ReportingCurrency? Currency { get; init; }

    /// <summary>Amounts of power, gigawatts, whose accelerators and tokens are told.</summary>
    public IReadOnlyList<decimal> Gigawatts { get; init => field = value ?? []; } = [];

    /// <summary>Other terms for the same day, each told beside the scenario's own.</summary>
    public IReadOnlyList<EconomicsAlternative> Alternatives { get; init => field = value ?? []; } = []; // generated JSON code sets null if absent

    /// <summary>How demand follows the price, for <c>economics demand</c>.</summary>
    public DemandChoice? Demand { get; init; }

    /// <summary>What happens after today, for <c>economics payback</c>.</summary>
    public PaybackChoice? Payback { get; init; }

    /// <summary>Renting against owning, for <c>economics rentbuy</c>.</summary>
    public RentOrBuyChoice? RentOrBuy { get; init; }

    /// <summary>All tokens of a service's day, for <c>economics fleet</c>.</summary>
    public TokenDay? Day { get; init; }

    /// <summary>Models that follow each other, for <c>economics generations</c>.</summary>
    public GenerationsChoice? Generations { get; init; }

    /// <summary>Checks what can be checked without the rest of the scenario.</summary>
    /// <exception cref="UsageException">A value is out of range or two contradict each other; the message says what is allowed.</exception>
    internal void Validate()
    {
        if (Rental is not null && Ownership is not null)
        {
            throw new UsageException("economics: accelerators are either rented or owned; give 'rental' or 'ownership'");
        }

        if (GpuHours is not null && ((Prices ?? (object?)PriceClasses) is not null || Subscription is not null || UsdPerResolvedTask is not null))
        {
            throw new UsageException(
                "economics: an hour is let or its tokens are sold, never both: idle time is the owner's by the rented share, or the token seller's by the paid hours; "
                + "give 'gpu_hours' or token prices");
        }

        if (UsdPerResolvedTask is not null && Task is null)
        {
            throw new UsageException("economics: 'usd_per_resolved_task' needs 'task', which says how many requests one takes: {\"steps_per_task\": 12}");
        }

        Payback?.Validate();
        Day?.Validate();
        Generations?.Validate();
        foreach (EconomicsAlternative alternative in Alternatives)
        {
            alternative.Economics.Validate();
        }

        Demand?.Validate();
        CheckRanges();
    }

    private void CheckRanges()
    {
        Share("cached_input_pool_share", CachedInputPoolShare);
        Share("gpu_hours rented_share", GpuHours?.RentedShare, aboveZero: true);
        Share("internal self_use_share", Internal?.SelfUseShare);
        Share("task resolved_share", Task?.ResolvedShare, aboveZero: true);
        Share("overhead share_of_revenue", Overhead?.ShareOfRevenue);
        Share("ownership residual_share", Ownership?.ResidualShare);
        Share("assumed cached_input_share", Assumed?.CachedInputShare);
        Positive("ownership life_years", Ownership?.LifeYears);
        Positive("task steps_per_task", (double?)Task?.StepsPerTask);
        Positive("task attempts_per_task", (double?)Task?.AttemptsPerTask);
        Positive("subscription usd_per_user_month", (double?)Subscription?.UsdPerUserMonth);
        Positive("subscription cap_tokens_per_user_month", Subscription?.CapTokensPerUserMonth);
        Positive("subscription usage mean_tokens_per_month", Subscription?.Usage.MeanTokensPerMonth);
        Positive("users", (double?)Users);
        foreach (decimal power in Gigawatts)
        {
            Positive("gigawatts", (double)power);
        }

        Positive("currency per_usd", (double?)Currency?.PerUsd);
        AtLeastZero("ownership wacc", (decimal?)Ownership?.Wacc);
        AtLeastZero("ownership capex_usd_per_gpu", Ownership?.CapexUsdPerGpu);
        AtLeastZero("ownership spares_share", Ownership?.SparesShare);
        AtLeastZero("ownership colocation_usd_per_kw_month", Ownership?.ColocationUsdPerKwMonth);
        AtLeastZero("ownership electricity_usd_per_kwh", Ownership?.ElectricityUsdPerKwh);
        AtLeastZero("rental usd_per_gpu_hour", Rental?.UsdPerGpuHour);
        AtLeastZero("rental committed_gpu_hours_per_day", Rental?.CommittedGpuHoursPerDay);
        AtLeastZero("rental spot_overhead_share", Rental?.SpotOverheadShare);
        AtLeastZero("subscription usage coefficient_of_variation", (decimal?)Subscription?.Usage.CoefficientOfVariation);
        AtLeastZero("assumed input_tokens_per_second", Assumed?.InputTokensPerSecond);
        AtLeastZero("assumed output_tokens_per_second", Assumed?.OutputTokensPerSecond);
        if ((Ownership?.ColocationUsdPerKwMonth is null) != (Ownership?.ProvisionedKwPerGpu is null))
        {
            throw new UsageException("economics: colocation needs both 'colocation_usd_per_kw_month' and 'provisioned_kw_per_gpu'");
        }

        if (Ownership?.Pue < 1 || Pue < 1)
        {
            throw new UsageException("economics: a power usage effectiveness (pue) is at least 1");
        }

        foreach (KeyValuePair<string, TokenPriceList> named in PriceClasses ?? new Dictionary<string, TokenPriceList>())
        {
            CheckPrices($"price_classes '{named.Key}'", named.Value);
        }

        if (Prices is not null)
        {
            CheckPrices("prices", Prices);
        }
    }

    private static void CheckPrices(string name, TokenPriceList prices)
    {
        foreach ((string which, TokenPrice price) in prices.Tiers.Select(t => ("tiers ", (TokenPrice)t)).Prepend(("", prices)))
        {
            AtLeastZero($"{name} {which}input_usd_per_mtok", price.InputUsdPerMtok);
            AtLeastZero($"{name} {which}cached_input_usd_per_mtok", price.CachedInputUsdPerMtok);
            AtLeastZero($"{name} {which}output_usd_per_mtok", price.OutputUsdPerMtok);
        }

        if (prices.Tiers.Zip(prices.Tiers.Skip(1)).Any(p => p.First.AboveInputTokens >= p.Second.AboveInputTokens))
        {
            throw new UsageException($"economics: {name} 'tiers' come by rising 'above_input_tokens'");
        }

        Positive($"{name} customers", (double?)prices.Customers);
        foreach (MonthlyDiscount discount in prices.MonthlyDiscounts)
        {
            AtLeastZero($"{name} monthly_discounts above_mtok_per_month", discount.AboveMtokPerMonth);
            Share($"{name} monthly_discounts discount_share", discount.DiscountShare);
        }

        if (prices.MonthlyDiscounts.Zip(prices.MonthlyDiscounts.Skip(1)).Any(p => p.First.AboveMtokPerMonth >= p.Second.AboveMtokPerMonth))
        {
            throw new UsageException($"economics: {name} 'monthly_discounts' come by rising 'above_mtok_per_month'");
        }
    }

    private static void Share(string name, decimal? value, bool aboveZero = false)
    {
        if (value is < 0 or > 1 || (aboveZero && value == 0) || (name.EndsWith("share_of_revenue", StringComparison.Ordinal) && value == 1))
        {
            throw new UsageException(FormattableString.Invariant($"economics: {name} {value}: a share {(aboveZero ? "above" : "from")} 0 to 1 is expected"));
        }
    }

    private static void Positive(string name, double? value)
    {
        if (value is <= 0)
        {
            throw new UsageException(FormattableString.Invariant($"economics: {name} {value}: a number above 0 is expected"));
        }
    }

    private static void AtLeastZero(string name, decimal? value)
    {
        if (value is < 0)
        {
            throw new UsageException(FormattableString.Invariant($"economics: {name} {value}: a number from 0 is expected"));
        }
    }
}
