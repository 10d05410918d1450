using InferenceSim.Economics.Revenues;

namespace InferenceSim.Experiments;

/// <summary>Which prices each tenant of a scenario pays: those of its class, or else the scenario's.</summary>
internal static class TenantPrices
{
    /// <summary>The tenants with their prices; <c>null</c> where there is no mix.</summary>
    /// <exception cref="UsageException">A tenant has no prices where others have some, or names a class that is not there.</exception>
    public static TenantSales? Of(Scenario scenario, TokenPriceList? prices)
    {
        IReadOnlyDictionary<string, TokenPriceList>? classes = scenario.Economics?.PriceClasses;
        if (scenario.Tenants is not { } tenants)
        {
            return classes is null ? null : throw new UsageException("economics: 'price_classes' are what 'tenants' pay, and the scenario has none: give 'prices'");
        }

        return new TenantSales([.. tenants.Select(t => new TenantSale(t.Name, t.PriceClass, List(t, classes, prices)))]);
    }

    private static TokenPriceList? List(TenantChoice tenant, IReadOnlyDictionary<string, TokenPriceList>? classes, TokenPriceList? prices) =>
        classes is null ? prices
        : tenant.PriceClass is null ? prices ?? throw new UsageException($"tenant '{tenant.Name}' has no 'price_class', and there are no 'prices' for those without")
        : classes.TryGetValue(tenant.PriceClass, out TokenPriceList? list) ? list
        : throw new UsageException($"tenant '{tenant.Name}' pays price class '{tenant.PriceClass}', which economics.price_classes does not have; it has {string.Join(", ", classes.Keys)}");
}
