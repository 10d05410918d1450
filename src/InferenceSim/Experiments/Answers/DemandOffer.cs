using InferenceSim.Economics.Finance;

namespace InferenceSim.Experiments.Answers;

/// <summary>One way to serve the demand: a model on accelerators.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setup">Model and accelerators in words.</param>
/// <param name="Accelerators">Accelerators of one deployment.</param>
/// <param name="Demand">What is bought at which price.</param>
/// <param name="Supply">What a deployment serves and costs, as simulated.</param>
/// <param name="AtList">The day at its list price.</param>
/// <param name="Best">The day at the price that leaves most; <c>null</c> where every rise leaves more.</param>
/// <param name="Day">The run of a deployment at its load.</param>
public sealed record DemandOffer(
    string Name, string Setup, int Accelerators, DemandCurve Demand, FleetSupply Supply, FleetSale AtList, FleetSale? Best, PointResult Day)
{
    private const double HoursPerDay = 24;

    /// <summary>What tenants' own elasticities are; empty where none has one.</summary>
    public IReadOnlyDictionary<string, double> TenantElasticities => Day.Inputs.Scenario.Economics?.Demand?.TenantElasticities ?? new Dictionary<string, double>();

    /// <summary>The factor on every price of every list.</summary>
    public double PriceFactor(FleetSale sale) => sale.ReferenceUsdPerMtok / AtList.ReferenceUsdPerMtok;

    /// <summary>Profit of each accelerator-hour that is paid, US dollars.</summary>
    public double ProfitUsdPerGpuHour(FleetSale sale) => sale.ProfitUsdPerDay / (sale.Deployments * Accelerators * HoursPerDay);
}
