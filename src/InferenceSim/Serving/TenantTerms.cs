using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>What a tenant was promised.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SloTtft">Largest time to first token within its SLO, if there is one.</param>
/// <param name="SloTpot">Largest time per output token within its SLO, if there is one.</param>
/// <param name="PriceClass">The class of prices that it pays, if it has one.</param>
public sealed record TenantTerms(string Name, SimDuration? SloTtft = null, SimDuration? SloTpot = null, string? PriceClass = null)
{
    /// <summary>Whether it was promised anything.</summary>
    public bool HasSlo => SloTtft is not null || SloTpot is not null;

    /// <summary>Whether times keep the promise; one-token outputs have no time per output token.</summary>
    public bool IsMet(SimDuration ttft, SimDuration? tpot) => !(ttft > SloTtft) && !(tpot > SloTpot);
}
