namespace InferenceSim.Economics.Finance;

/// <summary>
/// What is bought at a price, with the same elasticity everywhere: <c>Q = Q0 (p / p0)^-e</c>. A price that is one per cent higher sells <c>e</c> per
/// cent less; above 1 a lower price earns more in all. It is an assumption: no simulation knows what people want.
/// </summary>
/// <param name="Elasticity">How much demand gives way to price, above 0.</param>
/// <param name="ReferenceUsdPerMtok">A price, above 0.</param>
/// <param name="ReferenceMtokPerDay">What is bought at it, million tokens a day.</param>
public sealed record DemandCurve(double Elasticity, double ReferenceUsdPerMtok, double ReferenceMtokPerDay)
{
    /// <summary>Million tokens a day that are bought at a price.</summary>
    public double MtokPerDayAt(double usdPerMtok) => ReferenceMtokPerDay * Math.Pow(usdPerMtok / ReferenceUsdPerMtok, -Elasticity);

    /// <summary>The price at which so much is bought.</summary>
    public double UsdPerMtokAt(double mtokPerDay) => ReferenceUsdPerMtok * Math.Pow(mtokPerDay / ReferenceMtokPerDay, -1 / Elasticity);
}
