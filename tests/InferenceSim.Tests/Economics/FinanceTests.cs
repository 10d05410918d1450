using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Finance;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>Capital, time and decline against closed forms and published worked examples.</summary>
public class FinanceTests
{
    [TestCase(4, 1.405)]
    [TestCase(5, 1.124)]
    [TestCase(6, 0.937)]
    public void CapitalOfAnH100WithoutInterest(double years, double usdPerHour) =>
        Assert.That((double)H100(years).CapitalUsdPerGpuHour, Is.EqualTo(usdPerHour).Within(0.001));

    [TestCase(4, 1.86)]
    [TestCase(5, 1.58)]
    [TestCase(6, 1.39)]
    public void AnH100BeforeFinanceAsPublished(double years, double usdPerHour)
    {
        // Capital, 1.37 kW at 195 USD per kW and month, and as much electricity at 0.0663 USD.
        RunEconomics owned = new EconomicsTerms { Accelerators = H100(years) }.Of(DailyUse.Assumed(8, 0, 1));
        Assert.That((double)owned.AcceleratorUsdPerGpuHour, Is.EqualTo(usdPerHour).Within(0.005));
    }

    [Test]
    public void InterestOfAnAnnuityAsPublished()
    {
        decimal interest = (H100(5) with { Wacc = 0.10 }).CapitalUsdPerGpuHour - H100(5).CapitalUsdPerGpuHour;
        Assert.That((double)interest, Is.EqualTo(0.36).Within(0.005), "10% over five years: not the 0.56 of interest on the whole sum");
    }

    [TestCase(50_000, 2.3)]
    [TestCase(70_000, 3.2)]
    public void ThreeYearsAndAFifthOnTop(double capex, double usdPerHour) =>
        Assert.That((double)new OwnershipCost { CapexUsdPerGpu = (decimal)capex, SparesShare = 0.2m, LifeYears = 3 }.CapitalUsdPerGpuHour,
            Is.EqualTo(usdPerHour).Within(0.05));

    [Test]
    public void AnAnnuityIsWorthWhatWasPaidLessWhatIsLeft()
    {
        // The yearly payments, discounted, are the purchase less the residual value discounted: the definition, not the formula.
        OwnershipCost owned = new() { CapexUsdPerGpu = 40_000, SparesShare = 0.05m, ResidualShare = 0.2m, Wacc = 0.12, LifeYears = 4 };
        double yearly = (double)owned.CapitalUsdPerGpuHour * 8_760;
        CashFlow flow = new(42_000, [yearly, yearly, yearly, yearly + 8_000], 1);

        Assert.That(flow.NetPresentValueUsd(0.12), Is.Zero.Within(0.01));
        Assert.That((double)owned.BookValueUsd(1, 2), Is.EqualTo((42_000 + 8_000) / 2.0).Within(1e-9), "halfway in a straight line");
    }

    [Test]
    public void PaybackIsInterpolatedAndMayNeverCome()
    {
        CashFlow flow = new(250, [100, 100, 100, 100], 12);
        Assert.That(flow.PaybackYears(0), Is.EqualTo(2.5 / 12).Within(1e-12));
        Assert.That(flow.NetPresentValueUsd(0), Is.EqualTo(150));
        Assert.That(new CashFlow(500, [100, 100], 12).PaybackYears(0), Is.Null);
        Assert.That(flow.PaybackYears(0.5), Is.GreaterThan(flow.PaybackYears(0)));
    }

    [Test]
    public void TenTimesCheaperAYear()
    {
        PriceDecline decline = new(0.1);
        double mean = Enumerable.Range(0, 100_000).Select(i => decline.After((i + 0.5) / 100_000)).Average();
        Assert.That(decline.Mean(0, 1), Is.EqualTo(mean).Within(1e-6));
        Assert.That(decline.After(1), Is.EqualTo(0.1).Within(1e-12));
    }

    private static OwnershipCost H100(double years) => new()
    {
        CapexUsdPerGpu = 49_248,
        LifeYears = years,
        ProvisionedKwPerGpu = 1.37m,
        ColocationUsdPerKwMonth = 195,
        ItKwPerGpu = 1.37m,
        ElectricityUsdPerKwh = 0.0663m,
    };
}
