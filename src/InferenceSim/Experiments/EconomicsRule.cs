using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Prices;
using InferenceSim.Economics.Revenues;
using InferenceSim.Hardware;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>Finds out what a scenario pays and earns: its flags, its <c>economics</c>, the catalogs. What none of them says stays unsaid.</summary>
internal static class EconomicsRule
{
    /// <summary>The price of a rented accelerator and hour; <c>null</c> where it is owned or nobody gave a price.</summary>
    /// <exception cref="UsageException">Two prices are given.</exception>
    public static GpuPrice? Price(Scenario scenario, Accelerator? accelerator)
    {
        RentalCost? rental = scenario.Economics?.Rental;
        bool owned = scenario.Economics?.Ownership is not null;
        if (owned && (scenario.Price ?? (object?)scenario.RentalFrom) is not null)
        {
            throw new UsageException("the accelerators are owned (economics.ownership): --price and --rental-from are for rented ones");
        }

        if (scenario is { Price: not null, RentalFrom: not null })
        {
            throw new UsageException("give --price or --rental-from, not both");
        }

        return owned ? null
            : scenario.Price is double usd ? new GpuPrice(usd, "given")
            : scenario.RentalFrom is string name ? Quoted(name)
            : rental?.UsdPerGpuHour is decimal given ? new GpuPrice((double)given, rental.Source ?? "given")
            : accelerator?.Prices.RentalTypicalUsdPerHour is double typical
                ? new GpuPrice(typical, $"typical rental: {accelerator.Prices.RentalNote}")
                : null;
    }

    /// <summary>The terms; <c>null</c> where it is not known what accelerators cost.</summary>
    /// <exception cref="UsageException">Something is half given or contradicts itself.</exception>
    public static EconomicsTerms? Terms(Scenario scenario, GpuPrice? price, Accelerator? accelerator)
    {
        EconomicsChoice choice = scenario.Economics ?? new EconomicsChoice();
        choice.Validate();
        TokenPriceList? prices = Prices(scenario);
        if (choice.GpuHours is not null && prices is not null)
        {
            (choice with { Prices = prices }).Validate();
        }

        if (choice is { Assumed: not null, PriceClasses: not null })
        {
            throw new UsageException("economics: 'assumed' traffic is not divided between tenants: give 'prices' for it, or no 'price_classes'");
        }

        if (choice.Ownership is { ElectricityUsdPerKwh: not null, ItKwPerGpu: null } && (accelerator is null || PowerModel.Of(accelerator) is null))
        {
            throw new UsageException("economics: electricity needs a power, and that of the accelerator is not known: give 'it_kw_per_gpu' in 'ownership'");
        }

        ICostModel? accelerators = Owned(choice.Ownership, accelerator) ?? (price is null
            ? null
            : (ICostModel)((choice.Rental ?? new RentalCost()) with { UsdPerGpuHour = (decimal)price.UsdPerGpuHour, Source = price.Source, Term = Term(scenario) }));
        return accelerators is null ? null : new EconomicsTerms
        {
            Accelerators = accelerators,
            Overhead = choice.Overhead,
            Prices = prices,
            Tenants = TenantPrices.Of(scenario, prices),
            OtherSales = [.. Sales(choice)],
            Inside = choice.Internal,
            CachedInputPoolShare = choice.CachedInputPoolShare,
            Task = choice.Task,
            Users = choice.Users,
            GridGco2PerKwh = choice.GridGco2PerKwh,
            Pue = choice.Pue ?? choice.Ownership?.Pue,
        };
    }

    /// <summary>The day that somebody assumes; <c>null</c> where nobody does.</summary>
    public static DailyUse? Assumed(Scenario scenario, int accelerators)
    {
        if (scenario.Economics?.Assumed is not { } assumed)
        {
            return null;
        }

        DailyUse use = DailyUse.Assumed(
            accelerators, assumed.InputTokensPerSecond, assumed.OutputTokensPerSecond, assumed.InputTokensPerSecond * assumed.CachedInputShare);
        return use with { Requests = assumed.RequestsPerSecond * 86_400 };
    }

    /// <summary>What is owned, with the catalog's purchase price where nobody gave one, and where its power comes from.</summary>
    public static OwnershipCost? Owned(OwnershipCost? owned, Accelerator? accelerator)
    {
        if (owned is null)
        {
            return null;
        }

        if (owned.CapexUsdPerGpu is null && accelerator?.Prices.ListUsd is null)
        {
            throw new UsageException($"economics: the catalog has no purchase price of {accelerator?.Name ?? "the accelerators"}: give 'capex_usd_per_gpu' in 'ownership' (0 for what is paid for by other use)");
        }

        return owned with
        {
            CapexUsdPerGpu = owned.CapexUsdPerGpu ?? (decimal)accelerator!.Prices.ListUsd!.Value,
            CapexSource = owned.CapexUsdPerGpu is not null ? "given" : $"catalog: list price of {accelerator!.Name}{(accelerator.Prices.ListNote is { Length: > 0 } note ? $", {note}" : "")}",
            PowerSource = owned.ItKwPerGpu is not null ? "given" : accelerator is null ? null : $"simulated: {PowerModel.Of(accelerator)?.Source}",
        };
    }

    /// <summary>How a scenario's accelerators are bought: said of them, or of the rent.</summary>
    private static RentalTerm Term(Scenario scenario) => scenario.Purchase switch
    {
        "reserved" => RentalTerm.Reserved,
        "spot" => RentalTerm.Spot,
        _ => scenario.Economics?.Rental?.Term ?? RentalTerm.OnDemand,
    };

    private static TokenPriceList? Prices(Scenario scenario)
    {
        TokenPriceList? list = scenario.Economics?.Prices;
        if (scenario.PricesFrom is string name)
        {
            list = Found(PriceCatalog.TokenPrices, name).PriceList();
        }

        if ((scenario.InputPrice ?? scenario.OutputPrice ?? scenario.CachedInputPrice) is null)
        {
            return list;
        }

        if (list is null && (scenario.InputPrice is null || scenario.OutputPrice is null))
        {
            throw new UsageException("a price list needs both --input-price and --output-price (US dollars per million tokens; 0 for what is free)");
        }

        return (list ?? new TokenPriceList { InputUsdPerMtok = 0, OutputUsdPerMtok = 0 }) with
        {
            InputUsdPerMtok = (decimal?)scenario.InputPrice ?? list!.InputUsdPerMtok,
            CachedInputUsdPerMtok = (decimal?)scenario.CachedInputPrice ?? list?.CachedInputUsdPerMtok,
            OutputUsdPerMtok = (decimal?)scenario.OutputPrice ?? list!.OutputUsdPerMtok,
        };
    }

    private static IEnumerable<IRevenueModel> Sales(EconomicsChoice choice)
    {
        if (choice.Subscription is not null)
        {
            yield return choice.Subscription;
        }

        if (choice.GpuHours is not null)
        {
            yield return choice.GpuHours;
        }

        if (choice is { UsdPerResolvedTask: decimal usd, Task: { } task })
        {
            yield return new OutcomeSale(usd, task);
        }
    }

    private static GpuPrice Quoted(string name)
    {
        PriceQuote quote = Found(PriceCatalog.GpuHours, name);
        return new GpuPrice((double)(quote.Value ?? throw new UsageException($"{name}: the catalog has no single price of it")), quote.Label);
    }

    private static PriceQuote Found(string kind, string name)
    {
        try
        {
            return PriceCatalog.Find(kind, name);
        }
        catch (InvalidConfigurationException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
