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
}
