using System.Text;
using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Answers;

/// <summary>Demand of tenants that pay lists of their own.</summary>
public class MixedDemandTests
{
    private static ScenarioProbe Probe => new(A.Resolver());

    [Test]
    public void OneFactorIsOnAllLists()
    {
        DemandOffer offer = DemandAnswer.Of(Probe, Mix("""{ "elasticity": 2 }""")).Offers.Single();
        ProfitAndLoss day = offer.Day.Economics!.Account;
        double list = (double)(day.RevenueUsdPerDay / day.Use.BilledTokens * 1_000_000);
        Assert.That((offer.AtList.UsdPerMtok, offer.PriceFactor(offer.AtList)), Is.EqualTo((list, 1)).Within(1e-9), "what a million tokens of the mix bring");
        Assert.That(offer.AtList.RevenueUsdPerDay, Is.EqualTo((double)day.RevenueUsdPerDay).Within(1e-6).Percent, "as simulated");
        Assert.That(offer.Best!.WantedMtokPerDay, Is.EqualTo(offer.AtList.WantedMtokPerDay * Math.Pow(offer.PriceFactor(offer.Best), -2)).Within(1e-6).Percent);
        Assert.That(Probe.Run(offer.Day.Inputs.Scenario).Report!.Tenants[0].Completed / (double)offer.Day.Report!.Completed, Is.EqualTo(0.75).Within(0.04), "in their shares");
    }

    [Test]
    public void TenantsMayGiveWayInTheirOwnWays()
    {
        DemandAnswer answer = DemandAnswer.Of(Probe, Mix("""{ "elasticity": 3, "tenant_elasticities": { "a": 1.5 } }"""));
        DemandOffer offer = answer.Offers.Single();
        TenantAccount[] tenants = [.. offer.Day.Economics!.Tenants];
        double factor = offer.PriceFactor(offer.Best!);
        double Tokens(TenantAccount t, double elasticity) => (double)(t.Sale.Of(offer.Day.Economics.Account.Use).BilledTokens / 1_000_000) * Math.Pow(factor, -elasticity);
        Assert.That(offer.Best!.WantedMtokPerDay, Is.EqualTo(Tokens(tenants[0], 1.5) + Tokens(tenants[1], 3)).Within(1e-6).Percent);
        Assert.That(answer.Sentences().First(), Does.Contain("that of a by 1.5%").And.Contain("by one factor"));

        DemandOffer loyal = DemandAnswer.Of(Probe, Mix("""{ "elasticity": 3, "tenant_elasticities": { "a": 0.9 } }""")).Offers.Single();
        Assert.That(loyal.Best, Is.Null, "a tenant who pays any price has no best one");
    }

    [TestCase("""{ "elasticity": 2, "tenant_elasticities": { "aa": 2 } }""", "tenant_elasticities has 'aa', and the scenario has no such tenant")]
    [TestCase("""{ "elasticity": 2, "tenant_elasticities": { "a": 0 } }""", "tenant_elasticities")]
    public void MistakesAreTold(string demand, string words) =>
        Assert.That(() => DemandAnswer.Of(Probe, Mix(demand)), Throws.InstanceOf<Exception>().With.Message.Contains(words));

    private static Scenario Mix(string demand)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($$"""
            { "economics": { "demand": {{demand}}, "price_classes": {
              "gold": { "input_usd_per_mtok": 100, "output_usd_per_mtok": 100 }, "base": { "input_usd_per_mtok": 40, "output_usd_per_mtok": 40 } } } }
            """));
        return A.LinearScenario() with
        {
            Price = 10,
            PrefixCaching = false,
            Batch = 4,
            Requests = 1_000,
            Tenants = [new() { Name = "a", Rate = 6, PriceClass = "gold" }, new() { Name = "b", Rate = 2, OutputTokens = "9", PriceClass = "base" }],
            Economics = ScenarioFile.Read(stream, "s.json").Economics!,
        };
    }
}
