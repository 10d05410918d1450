using InferenceSim.Economics;

namespace InferenceSim.Results;

/// <summary>The lines of an account about the tenants of a mix: what each pays, costs and leaves.</summary>
internal static class TenantRows
{
    /// <summary>Adds them.</summary>
    public static void Add(AccountRows rows)
    {
        foreach (string name in rows.Simulated?.Tenants.Select(t => t.Sale.Name) ?? [])
        {
            TenantAccount? Of(RunEconomics e) => e.Tenants.FirstOrDefault(t => t.Sale.Name == name);
            rows.Add("tenants", $"{name}: revenue", "USD/day", e => Of(e)?.RevenueUsdPerDay);
            rows.Add("tenants", $"{name}: cost", "USD/day", e => Of(e)?.CostUsdPerDay);
            rows.Add("tenants", $"{name}: share of all costs", "%", e => Of(e)?.CostShare * 100);
            rows.Add("tenants", $"{name}: profit", "USD/day", e => Of(e)?.ProfitUsdPerDay);
            rows.Add("tenants", $"{name}: gross margin", "%", e => Of(e)?.GrossMargin * 100);
            rows.Add("tenants", $"{name}: revenue lost on what was not served", "USD/day", e => Of(e)?.LostUsdPerDay is decimal lost and > 0 ? lost : null);
        }
    }
}
