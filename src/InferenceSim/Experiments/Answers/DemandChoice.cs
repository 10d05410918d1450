using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Answers;

/// <summary>How demand follows the price, for <c>economics demand</c>: <c>"demand": { ... }</c> in <c>economics</c>. An assumption of the user.</summary>
public sealed record DemandChoice
{
    /// <summary>Per cent by which demand falls where the price rises by one.</summary>
    public required double Elasticity { get; init; }

    /// <summary>The same of single tenants of a mix, by name; all others follow <see cref="Elasticity"/>.</summary>
    public IReadOnlyDictionary<string, double>? TenantElasticities { get; init; }

    /// <summary>A price of a million tokens, input and output alike. Default: what a million tokens of the scenario bring at its price list.</summary>
    public double? ReferenceUsdPerMtok { get; init; }

    /// <summary>What is bought at that price, million tokens a day. Default: what the scenario's accelerators serve.</summary>
    public double? ReferenceMtokPerDay { get; init; }

    /// <summary>The part of what they can sustain that accelerators are filled to. Default: 0.8.</summary>
    public double? Load { get; init; }

    /// <summary>Accelerators that can be had. Default: as many as it pays to have.</summary>
    public int? MostAccelerators { get; init; }

    /// <summary>Checks that the tenants are those of a scenario.</summary>
    /// <exception cref="UsageException">One is not.</exception>
    internal void CheckTenants(IReadOnlyList<TenantChoice>? tenants)
    {
        foreach (string name in TenantElasticities?.Keys ?? [])
        {
            string[] names = [.. (tenants ?? []).Select(t => t.Name)];
            if (!names.Contains(name))
            {
                throw new UsageException($"economics: demand: tenant_elasticities has '{name}', and the scenario has no such tenant; {(names.Length == 0 ? "it has none" : NearestNames.Hint(name, names))}");
            }
        }
    }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="UsageException">One is out of range.</exception>
    internal void Validate()
    {
        if (!(Elasticity > 0) || TenantElasticities?.Values.Any(e => !(e > 0)) == true || ReferenceUsdPerMtok is <= 0 || ReferenceMtokPerDay is <= 0 || Load is <= 0 or > 1 || MostAccelerators is < 1)
        {
            throw new UsageException(
                "economics: demand takes an elasticity, tenant_elasticities, reference_usd_per_mtok and reference_mtok_per_day above 0, load above 0 and up to 1, most_accelerators from 1");
        }
    }
}
