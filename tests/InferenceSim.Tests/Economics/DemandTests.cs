using CsCheck;
using InferenceSim.Economics.Finance;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>Which price leaves the most.</summary>
public class DemandTests
{
    [Test]
    public void DemandGivesWayByItsElasticity()
    {
        DemandCurve curve = new(1.5, 2, 100);
        Assert.That(curve.MtokPerDayAt(8), Is.EqualTo(12.5).Within(1e-12), "four times the price, an eighth of the tokens");
        Assert.That(curve.UsdPerMtokAt(12.5), Is.EqualTo(8).Within(1e-12));
        Assert.That(curve.MtokPerDayAt(2.02) / 100, Is.EqualTo(0.985).Within(0.0005));
    }

    [Test]
    public void ManySmallDeploymentsComeToTheMarkupOfTheTextbook()
    {
        // Cost 1 USD a million, half of it marginal, a tenth of the revenue gone: p = c / (0.9 (1 - 1/e)) = 3.33 at an elasticity of 1.5.
        FleetSupply supply = new() { MtokPerDay = 0.01, FixedUsdPerDay = 0.005, MarginalUsdPerMtok = 0.5, RevenueShare = 0.1 };
        FleetSale best = supply.Best(new DemandCurve(1.5, 1, 1_000))!;
        Assert.That(best.UsdPerMtok, Is.EqualTo(1 / (0.9 / 3)).Within(0.01).Percent);
        Assert.That(best.CostUsdPerDay, Is.EqualTo(best.ServedMtokPerDay + (0.1 * best.RevenueUsdPerDay)).Within(0.01).Percent);
        Assert.That(supply.Best(new DemandCurve(1, 1, 1_000)), Is.Null, "every rise leaves more");
    }

    [Test]
    public void WhereAcceleratorsAreShortThePriceClears()
    {
        FleetSupply supply = new() { MtokPerDay = 10, FixedUsdPerDay = 5, MostDeployments = 2 };
        DemandCurve curve = new(2, 1, 1_000);
        FleetSale best = supply.Best(curve)!;
        Assert.That((best.Deployments, best.ServedMtokPerDay), Is.EqualTo((2, 20)).Within(1e-9));
        Assert.That(best.UsdPerMtok, Is.EqualTo(Math.Sqrt(50)).Within(1e-9), "twenty of a thousand: a fiftieth of demand");
        FleetSale cheap = supply.At(curve, 1);
        Assert.That((cheap.WantedMtokPerDay, cheap.ServedMtokPerDay, cheap.RevenueUsdPerDay, cheap.CostUsdPerDay), Is.EqualTo((1_000, 20, 20, 10)));
    }

    [Test]
    public void NoPriceLeavesMoreThanTheOneFound() =>
        Gen.Select(Gen.Double[1.05, 4], Gen.Double[0.1, 20], Gen.Double[1, 1e4], Gen.Double[1, 500], Gen.Double[0, 1_000], Gen.Select(Gen.Double[0, 2], Gen.Double[0, 0.5], Gen.Long[1, 50])).Sample(
            (elasticity, price, volume, tokens, fixedCost, more) =>
            {
                (double marginal, double share, long most) = more;
                if (fixedCost + marginal == 0)
                {
                    return;
                }

                FleetSupply supply = new() { MtokPerDay = tokens, FixedUsdPerDay = fixedCost, MarginalUsdPerMtok = marginal, RevenueShare = share, MostDeployments = most };
                DemandCurve curve = new(elasticity, price, volume);
                FleetSale best = supply.Best(curve)!;
                for (int i = -300; i <= 300; i++)
                {
                    FleetSale other = supply.At(curve, best.UsdPerMtok * Math.Pow(1.03, i));
                    Assert.That(other.ProfitUsdPerDay, Is.LessThanOrEqualTo(best.ProfitUsdPerDay + (1e-9 * Math.Abs(best.RevenueUsdPerDay)) + 1e-9), $"at {other.UsdPerMtok} instead of {best.UsdPerMtok}");
                }
            });

    [Test]
    public void BuyersWhoDifferMoveTheMix()
    {
        // At four times the prices the first keeps half of its tokens, the second a sixty-fourth.
        DemandCurve curve = new(3, 2, 100) { Parts = [new(0.5, 0.4, 0.6, 0.3), new(null, 0.6, 0.4, 0.7)] };
        Assert.That(curve.MtokPerDayAt(2), Is.EqualTo(100).Within(1e-12));
        Assert.That(curve.MtokPerDayAt(8), Is.EqualTo((40 / 2.0) + (60 / 64.0)).Within(1e-12));
        Assert.That(curve.UsdPerDayAt(8), Is.EqualTo(8 * ((60 / 2.0) + (40 / 64.0))).Within(1e-12));
        Assert.That(curve.WorkMtokPerDayAt(8), Is.EqualTo((30 / 2.0) + (70 / 64.0)).Within(1e-12));

        FleetSupply supply = new() { MtokPerDay = 10, FixedUsdPerDay = 5, MostDeployments = 1 };
        FleetSale sale = supply.At(curve, 8);
        double served = 10 / (15 + (70 / 64.0));
        Assert.That((sale.Deployments, sale.ReferenceUsdPerMtok), Is.EqualTo((1, 8)), "the one there is, all of it used");
        Assert.That(sale.RevenueUsdPerDay, Is.EqualTo(served * 8 * (30 + (40 / 64.0))).Within(1e-9));
        Assert.That(sale.UsdPerMtok * sale.ServedMtokPerDay, Is.EqualTo(sale.RevenueUsdPerDay).Within(1e-9), "what is left of the mix brings another price");
        Assert.That(supply.Best(curve), Is.Null, "the first pays any price");
    }

    [Test]
    public void PartsThatAreAlikeAreTheWhole()
    {
        FleetSupply supply = new() { MtokPerDay = 3, FixedUsdPerDay = 2, MarginalUsdPerMtok = 0.1, RevenueShare = 0.05 };
        DemandCurve whole = new(1.7, 1, 50);
        DemandCurve parts = whole with { Parts = [new(1.7, 0.4, 0.6, 0.3), new(null, 0.6, 0.4, 0.7)] };
        Assert.That(supply.Best(parts), Is.EqualTo(supply.Best(whole)));

        // Nearly alike is nearly the same, and is found by searching instead of by the textbook.
        DemandCurve near = whole with { Parts = [new(1.7 + 1e-9, 0.4, 0.4, 0.4), new(null, 0.6, 0.6, 0.6)] };
        Assert.That(supply.Best(near)!.ProfitUsdPerDay, Is.EqualTo(supply.Best(whole)!.ProfitUsdPerDay).Within(1e-4).Percent);
    }

    [Test]
    public void NoFactorLeavesMoreThanTheOneFoundWhereBuyersDiffer() =>
        Gen.Select(Gen.Double[1.1, 4], Gen.Double[1.1, 4], Gen.Double[0.05, 0.95].Array[3], Gen.Double[1, 500], Gen.Double[1, 1_000], Gen.Select(Gen.Double[0, 2], Gen.Double[0, 0.5], Gen.Long[1, 50])).Sample(
            (one, other, shares, tokens, fixedCost, more) =>
            {
                (double marginal, double share, long most) = more;
                FleetSupply supply = new() { MtokPerDay = tokens, FixedUsdPerDay = fixedCost, MarginalUsdPerMtok = marginal, RevenueShare = share, MostDeployments = most };
                DemandCurve curve = new(other, 2, 1_000) { Parts = [new(one, shares[0], shares[1], shares[2]), new(null, 1 - shares[0], 1 - shares[1], 1 - shares[2])] };
                FleetSale best = supply.Best(curve)!;
                for (int i = -300; i <= 300; i++)
                {
                    FleetSale tried = supply.At(curve, best.ReferenceUsdPerMtok * Math.Pow(1.03, i));
                    Assert.That(tried.ProfitUsdPerDay, Is.LessThanOrEqualTo(best.ProfitUsdPerDay + (1e-6 * Math.Abs(best.RevenueUsdPerDay)) + 1e-9), $"at {tried.ReferenceUsdPerMtok} instead of {best.ReferenceUsdPerMtok}");
                }
            });
}
