namespace InferenceSim.Economics.Finance;

/// <summary>
/// What is bought at a price, with the same elasticity everywhere: <c>Q = Q0 (p / p0)^-e</c>. A price that is one per cent higher sells <c>e</c> per
/// cent less; above 1 a lower price earns more in all. It is an assumption: no simulation knows what people want. Buyers who pay prices of their own
/// and give way in their own ways are parts of it; then a price is that of the reference mix, and moving it moves the prices of all by one factor.
/// </summary>
/// <param name="Elasticity">How much demand gives way to price, above 0.</param>
/// <param name="ReferenceUsdPerMtok">A price, above 0.</param>
/// <param name="ReferenceMtokPerDay">What is bought at it, million tokens a day.</param>
public sealed record DemandCurve(double Elasticity, double ReferenceUsdPerMtok, double ReferenceMtokPerDay)
{
    private static readonly IReadOnlyList<DemandPart> s_alike = [new(null, 1, 1, 1)];

    /// <summary>Buyers that differ; one that stands for all where nobody does.</summary>
    public IReadOnlyList<DemandPart> Parts { get; init; } = s_alike;

    /// <summary>Whether all give way to the price alike, so that the mix stays what it is.</summary>
    public bool IsAlike => Parts.All(p => p.Elasticity is null || p.Elasticity == Elasticity);

    /// <summary>The least elasticity of anybody who pays.</summary>
    public double LeastElasticity => Parts.Where(p => p.RevenueShare > 0).Min(p => p.Elasticity ?? Elasticity);

    /// <summary>Million tokens a day that are bought at a price.</summary>
    public double MtokPerDayAt(double usdPerMtok) => ReferenceMtokPerDay * Sum(usdPerMtok, p => p.TokenShare);

    /// <summary>What they pay a day if all are served, US dollars.</summary>
    public double UsdPerDayAt(double usdPerMtok) => usdPerMtok * ReferenceMtokPerDay * Sum(usdPerMtok, p => p.RevenueShare);

    /// <summary>What they take of accelerators, as million tokens a day of the reference mix would.</summary>
    public double WorkMtokPerDayAt(double usdPerMtok) => ReferenceMtokPerDay * Sum(usdPerMtok, p => p.WorkShare);

    /// <summary>The price at which so much is bought, where all give way alike.</summary>
    public double UsdPerMtokAt(double mtokPerDay) => ReferenceUsdPerMtok * Math.Pow(mtokPerDay / ReferenceMtokPerDay, -1 / Elasticity);

    private double Sum(double usdPerMtok, Func<DemandPart, double> share) => IsAlike
        ? Math.Pow(usdPerMtok / ReferenceUsdPerMtok, -Elasticity)
        : Parts.Sum(p => share(p) * Math.Pow(usdPerMtok / ReferenceUsdPerMtok, -(p.Elasticity ?? Elasticity)));
}

/// <summary>Buyers among others; shares are of all at the reference price, and all parts together are 1 of each.</summary>
/// <param name="Elasticity">How much they give way to price, above 0; <c>null</c>: as the whole.</param>
/// <param name="TokenShare">Of the tokens.</param>
/// <param name="RevenueShare">Of what is paid.</param>
/// <param name="WorkShare">Of what their tokens take of the accelerators.</param>
public sealed record DemandPart(double? Elasticity, double TokenShare, double RevenueShare, double WorkShare);
