namespace InferenceSim.Economics.Finance;

/// <summary>
/// Equal deployments that are added one by one as more is bought: what one serves, and what it costs with and without tokens. Meets a demand
/// curve: what is sold at a price, and which price leaves the most.
/// </summary>
public sealed record FleetSupply
{
    /// <summary>Million billed tokens a day that a deployment serves where it is filled as it should be, above 0.</summary>
    public required double MtokPerDay { get; init; }

    /// <summary>Paid for a deployment whether it serves or not, US dollars a day.</summary>
    public required double FixedUsdPerDay { get; init; }

    /// <summary>What a million tokens more cause, shares of the revenue left out, US dollars.</summary>
    public double MarginalUsdPerMtok { get; init; }

    /// <summary>The part of the revenue that goes away with it, from 0 to below 1.</summary>
    public double RevenueShare { get; init; }

    /// <summary>Most deployments there can be; <c>null</c> where any number can be had.</summary>
    public long? MostDeployments { get; init; }

    /// <summary>What is sold at a price, on as many deployments as that takes.</summary>
    public FleetSale At(DemandCurve demand, double usdPerMtok)
    {
        ArgumentNullException.ThrowIfNull(demand);
        return Sale(demand, usdPerMtok, Allowed(Math.Ceiling(demand.WorkMtokPerDayAt(usdPerMtok) / MtokPerDay)));
    }

    /// <summary>
    /// The price that leaves the most, with its deployments; <c>null</c> where demand gives way by no more than the price rises, so that every rise
    /// leaves more. Marginal revenue <c>p (1 - 1/e)</c> is set against the cost of another deployment, and whole numbers on both sides are tried.
    /// </summary>
    public FleetSale? Best(DemandCurve demand)
    {
        ArgumentNullException.ThrowIfNull(demand);
        if (!demand.IsAlike)
        {
            return demand.LeastElasticity > 1 ? BestOfMany(demand) : null;
        }

        double kept = (1 - RevenueShare) * (1 - (1 / demand.Elasticity));
        if (kept <= 0)
        {
            return null;
        }

        double cost = MarginalUsdPerMtok + (FixedUsdPerDay / MtokPerDay);
        double deployments = cost == 0 ? double.PositiveInfinity : demand.MtokPerDayAt(cost / kept) / MtokPerDay;
        FleetSale Full(long count)
        {
            // Where serving itself costs something, a deployment is filled only as long as a token brings more than it causes.
            double volume = MarginalUsdPerMtok == 0 ? count * MtokPerDay : Math.Min(count * MtokPerDay, demand.MtokPerDayAt(MarginalUsdPerMtok / kept));
            return Sale(demand, demand.UsdPerMtokAt(volume), count);
        }

        return ((FleetSale[])[Full(Allowed(Math.Floor(deployments))), Full(Allowed(Math.Ceiling(deployments)))]).MaxBy(s => s.ProfitUsdPerDay);
    }

    /// <summary>
    /// The same where buyers give way in their own ways, and the mix moves with the price, so that there may be several peaks: of each, as many deployments
    /// as would leave the most if they could be had in parts, rounded down and up, and as few and as many as there can be; each at the price that leaves
    /// the most with them. Where they are short that may be one at which not all are served, if those who come at it pay more for what they take.
    /// </summary>
    private FleetSale BestOfMany(DemandCurve demand)
    {
        const double Widest = 1e4;
        (double low, double high) = (demand.ReferenceUsdPerMtok / Widest, demand.ReferenceUsdPerMtok * Widest);
        double Left(double price, double usdPerWork) => ((1 - RevenueShare) * demand.UsdPerDayAt(price)) - (demand.WorkMtokPerDayAt(price) * usdPerWork);
        IEnumerable<double> deployments = LogSearch.Peaks(p => Left(p, MarginalUsdPerMtok + (FixedUsdPerDay / MtokPerDay)), low, high).Select(p => demand.WorkMtokPerDayAt(p) / MtokPerDay);
        FleetSale Full(long count) => Sale(demand, LogSearch.Maximum(p => Sale(demand, p, count).ProfitUsdPerDay, low, high), count);
        IEnumerable<double> tried = deployments.SelectMany(d => (double[])[Math.Floor(d), Math.Ceiling(d)]).Append(1).Append(MostDeployments ?? 1);
        return tried.Select(Allowed).Distinct().Select(Full).MaxBy(s => s.ProfitUsdPerDay)!;
    }

    private long Allowed(double deployments) => (long)Math.Clamp(deployments, 1, MostDeployments ?? 1e15);

    private FleetSale Sale(DemandCurve demand, double usdPerMtok, long deployments)
    {
        (double wanted, double work) = (demand.MtokPerDayAt(usdPerMtok), demand.WorkMtokPerDayAt(usdPerMtok));
        double takenWork = Math.Min(work, deployments * MtokPerDay), share = takenWork / work;
        double revenue = share * demand.UsdPerDayAt(usdPerMtok);
        double cost = (deployments * FixedUsdPerDay) + (takenWork * MarginalUsdPerMtok) + (revenue * RevenueShare);
        return new FleetSale(demand.IsAlike ? usdPerMtok : revenue / (share * wanted), wanted, share * wanted, deployments, revenue, cost) { ReferenceUsdPerMtok = usdPerMtok };
    }
}

/// <summary>A day of a fleet at a price.</summary>
/// <param name="UsdPerMtok">What a million of the tokens that are served brings, US dollars.</param>
/// <param name="WantedMtokPerDay">What would be bought at it.</param>
/// <param name="ServedMtokPerDay">What is served of that.</param>
/// <param name="Deployments">How many serve it.</param>
/// <param name="RevenueUsdPerDay">Earned.</param>
/// <param name="CostUsdPerDay">Paid.</param>
public sealed record FleetSale(double UsdPerMtok, double WantedMtokPerDay, double ServedMtokPerDay, long Deployments, double RevenueUsdPerDay, double CostUsdPerDay)
{
    /// <summary>The price that was set, of a million tokens of the reference mix: another figure than <see cref="UsdPerMtok"/> where buyers differ and the mix has moved.</summary>
    public required double ReferenceUsdPerMtok { get; init; }

    /// <summary>What is left.</summary>
    public double ProfitUsdPerDay => RevenueUsdPerDay - CostUsdPerDay;

    /// <summary>What is left of the revenue, as a share.</summary>
    public double GrossMargin => ProfitUsdPerDay / RevenueUsdPerDay;
}
