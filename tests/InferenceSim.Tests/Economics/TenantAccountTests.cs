using CsCheck;
using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Tests.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>What tenants of a mix pay and cost.</summary>
public class TenantAccountTests
{
    [Test]
    public void ByHand()
    {
        // 144 USD a day, half of it idle; a third of the busy time is prefill: input costs 48, output 96. The first has a quarter of the input
        // and half of the output: 12 + 48; it pays 12 M x 1 + 12 M x 2, the other 36 M x 2 + 12 M x 3.
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 3 },
            Tenants = new TenantSales([Tenant("a", 1, 2, new TokenShare(0.25m, 0, 0.5m)), Tenant("b", 2, 3, new TokenShare(0.75m, 0, 0.5m))]),
        };
        RunEconomics day = terms.Of(DailyUse.Of(A.Report(), 2, null)!);

        Assert.That(day.Account.RevenueUsdPerDay, Is.EqualTo(36m + 108m).Within(1e-15m));
        Assert.That(day.Tenants.Select(t => t.RevenueUsdPerDay), Is.EqualTo((decimal[])[36m, 108m]).Within(1e-15m));
        Assert.That(day.Tenants.Select(t => t.CostUsdPerDay), Is.EqualTo((decimal[])[60m, 84m]));
        Assert.That(day.Tenants[0].GrossMargin, Is.EqualTo(-24m / 36).Within(1e-15m));
        Assert.That(day.Tenants[1].CostShare, Is.EqualTo(84m / 144).Within(1e-15m));
    }

    [Test]
    public void WhoseContextsAreLongPaysForReadingThem()
    {
        // As above, but a quarter of prefill's 48 USD and half of decode's 96 go with contexts, of which the first has a tenth and four fifths:
        // 36/4 + 12/10 + 48/2 + 48 x 0.8.
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 3 },
            Tenants = new TenantSales(
            [
                Tenant("a", 1, 2, new TokenShare(0.25m, 0, 0.5m)) with { Contexts = new ContextShare(0.1m, 0.8m) },
                Tenant("b", 2, 3, new TokenShare(0.75m, 0, 0.5m)) with { Contexts = new ContextShare(0.9m, 0.2m) },
            ]),
        };
        RunEconomics day = terms.Of(DailyUse.Of(A.Report(), 2, null)! with { ContextTime = new ContextShare(0.25m, 0.5m) });
        Assert.That(day.Tenants.Select(t => t.CostUsdPerDay), Is.EqualTo((decimal[])[72.6m, 71.4m]));
    }

    [Test]
    public void WhoPaysMorePaysMoreOfAShareOfTheRevenue()
    {
        // Equal tokens, three times the price: equal parts of the 144 USD, and of the tenth of the revenue a quarter and three quarters.
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 3 },
            Overhead = new OverheadCost { ShareOfRevenue = 0.1m },
            Tenants = new TenantSales([Tenant("a", 1, 1, new TokenShare(0.5m, 0, 0.5m)), Tenant("b", 3, 3, new TokenShare(0.5m, 0, 0.5m))]),
        };
        RunEconomics day = terms.Of(DailyUse.Of(A.Report(), 2, null)!);

        Assert.That(day.Tenants.Select(t => t.CostUsdPerDay), Is.EqualTo((decimal[])[72m + 3.6m, 72m + 10.8m]));
    }

    [Test]
    public void WithDiscountsOfATenantLessTrafficHasLess()
    {
        // 24 M tokens at a dollar each a day; beyond 365 M a month (12 M a day) a half is off: 18 USD on 15 of cost. 18 M tokens bring 12 + 3; a line
        // through 24 and 18 would say that it takes 20 M.
        TokenPriceList prices = new() { InputUsdPerMtok = 1, OutputUsdPerMtok = 1, MonthlyDiscounts = [new() { AboveMtokPerMonth = 365, DiscountShare = 0.5m }] };
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 15m / 24 },
            Tenants = new TenantSales([new TenantSale("a", null, prices) { Share = new TokenShare(1, 1, 1) }]),
        };
        DailyUse use = DailyUse.Of(A.Report(input: 500_000, output: 500_000), 1, null)!;
        Assert.That(terms.Of(use).Account.RevenueUsdPerDay, Is.EqualTo(18m).Within(1e-9m));
        Assert.That(terms.Of(use).BreakEvenLoadFraction!.Value, Is.EqualTo(18m / 24).Within(1e-9m), "12 + 3 = 15 at 18 M tokens");
    }

    [Test]
    public void WhatWasNotServedWouldHavePaidItsTenantsPrices()
    {
        // The second tenant's 1 M input and 2 M output tokens at 2 and 3 USD; a part of what is used inside brings nothing from outside.
        TenantSale asked = Tenant("b", 2, 3, new TokenShare(0.75m, 0, 0.5m)) with { Unserved = new UnservedUse(10, 1_000_000, 2_000_000) };
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 3 },
            Tenants = new TenantSales([Tenant("a", 1, 2, new TokenShare(0.25m, 0, 0.5m)) with { Unserved = new UnservedUse(0, 0, 0) }, asked]),
        };
        DailyUse use = DailyUse.Of(A.Report(), 2, null)! with { Unserved = new UnservedUse(10, 1_000_000, 2_000_000) };

        Assert.That(terms.Of(use).LostUsdPerDay, Is.EqualTo(8m));
        Assert.That(terms.Of(use).Tenants.Select(t => t.LostUsdPerDay), Is.EqualTo((decimal[])[0m, 8m]));
        Assert.That((terms with { Inside = new InternalUse { SelfUseShare = 0.25m, ValueUsdPerMtok = 9 } }).Of(use).LostUsdPerDay, Is.EqualTo(6m));
        Assert.That((terms with { Tenants = null }).Of(use).LostUsdPerDay, Is.Null, "nobody gave a price");
        Assert.That(terms.Of(use).Account.ProfitUsdPerDay, Is.EqualTo(terms.Of(use with { Unserved = null }).Account.ProfitUsdPerDay), "no part of the profit");
    }

    [Test]
    public void OfLostInputAsMuchWouldHaveBeenCachedAsOfTheOther()
    {
        // A quarter of the input was cached, at a tenth of the price: 1 M more would have brought 0.75 x 2 + 0.25 x 0.2.
        EconomicsTerms terms = new()
        {
            Accelerators = new RentalCost { UsdPerGpuHour = 3 },
            Prices = new TokenPriceList { InputUsdPerMtok = 2, CachedInputUsdPerMtok = 0.2m, OutputUsdPerMtok = 5 },
        };
        DailyUse use = DailyUse.Of(A.Report() with { CachedPromptTokens = 500_000 }, 2, null)! with { Unserved = new UnservedUse(1, 1_000_000, 0) };
        Assert.That(terms.Of(use).LostUsdPerDay, Is.EqualTo(1.55m));
    }

    [Test]
    public void TenantsAreTheWholeInRandomMixes() =>
        Gen.Select(Gen.Double[0.001, 1], Gen.Double[0, 1], Gen.Double[0, 20], Gen.Double[0, 1], Gen.Select(Gen.Double[0, 0.9], Gen.Double[0, 0.9]), Gen.Decimal[0, 100].Array[5].Array[1, 8])
            .Sample(
                (busy, prefill, price, pool, shares, tenants) =>
                {
                    (double ofRevenue, double inside) = shares;
                    decimal[] sums = [.. Enumerable.Range(0, 3).Select(k => tenants.Sum(t => t[k] + 0.001m))];
                    EconomicsTerms terms = new()
                    {
                        Accelerators = new RentalCost { UsdPerGpuHour = (decimal)price },
                        Overhead = new OverheadCost { ShareOfRevenue = (decimal)ofRevenue, ApiUsdPerMtok = 0.01m },
                        Inside = inside < 0.3 ? null : new InternalUse { SelfUseShare = (decimal)inside, ValueUsdPerMtok = 3 },
                        CachedInputPoolShare = (decimal)pool,
                        Tenants = new TenantSales([.. tenants.Select((t, i) => Tenant(
                            $"t{i}", t[3], t[4], new TokenShare((t[0] + 0.001m) / sums[0], (t[1] + 0.001m) / sums[1], (t[2] + 0.001m) / sums[2])) with
                            {
                                Contexts = new ContextShare((t[1] + 0.001m) / sums[1], (t[0] + 0.001m) / sums[0]),
                            })]),
                    };
                    InferenceSim.Serving.SimulationReport report = A.Report(busySeconds: 3_600 * busy, prefillSeconds: 3_600 * busy * prefill) with
                    {
                        CachedPromptTokens = 123_456,
                        ReusedBlockTime = (Int128)1e15,
                        BlockTime = (Int128)2e16,
                    };
                    RunEconomics day = terms.Of(DailyUse.Of(report, 4, null)! with { ContextTime = new ContextShare((decimal)prefill, (decimal)busy) });
                    Assert.That(day.Tenants.Sum(t => t.CostUsdPerDay), Is.EqualTo(decimal.Round(day.Account.CostUsdPerDay, 2, MidpointRounding.AwayFromZero)));
                    Assert.That(day.Tenants.Sum(t => t.RevenueUsdPerDay)!.Value, Is.EqualTo(day.Account.RevenueUsdPerDay).Within(1e-12m));
                    Assert.That(day.Tenants.Select(t => t.CostUsdPerDay), Has.All.GreaterThanOrEqualTo(0m));
                },
                iter: 1_000);

    private static TenantSale Tenant(string name, decimal input, decimal output, TokenShare share) =>
        new(name, null, new TokenPriceList { InputUsdPerMtok = input, OutputUsdPerMtok = output }) { Share = share };
}
