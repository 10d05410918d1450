namespace InferenceSim.Experiments;

/// <summary>
/// Other terms for the same day, to stand beside the scenario's own: another way to pay, another thing to sell. What it leaves out is as in the
/// scenario; naming a way to pay replaces the scenario's, naming something to sell replaces all that the scenario sells. One that changes what
/// is run (another model, other accelerators) has a day of its own.
/// </summary>
public sealed record EconomicsAlternative
{
    /// <summary>Its name in the account.</summary>
    public required string Name { get; init; }

    /// <summary>What is different in the money.</summary>
    public EconomicsChoice Economics { get; init => field = value ?? new(); } = new(); // generated JSON code sets null if absent

    /// <summary>What is different in what is run; <c>null</c> where the day is the scenario's.</summary>
    public ScenarioChanges? With { get; init; }

    /// <summary>The same with paths changed.</summary>
    public EconomicsAlternative WithPaths(Func<string, string> rebased) => this with { With = With?.WithPaths(rebased) };

    /// <summary>The scenario under these terms.</summary>
    internal Scenario Of(Scenario scenario)
    {
        EconomicsChoice basis = scenario.Economics!;
        bool pays = (Economics.Rental ?? (object?)Economics.Ownership) is not null;
        bool sells = (Economics.Prices ?? Economics.PriceClasses ?? Economics.Subscription ?? Economics.GpuHours ?? (object?)Economics.UsdPerResolvedTask) is not null;
        EconomicsChoice merged = basis with
        {
            Rental = pays ? Economics.Rental : basis.Rental,
            Ownership = pays ? Economics.Ownership : basis.Ownership,
            Overhead = Economics.Overhead ?? basis.Overhead,
            Prices = sells ? Economics.Prices : basis.Prices,
            PriceClasses = sells ? Economics.PriceClasses : basis.PriceClasses,
            Subscription = sells ? Economics.Subscription : basis.Subscription,
            GpuHours = sells ? Economics.GpuHours : basis.GpuHours,
            UsdPerResolvedTask = sells ? Economics.UsdPerResolvedTask : basis.UsdPerResolvedTask,
            Task = Economics.Task ?? basis.Task,
            Internal = Economics.Internal ?? basis.Internal,
            Demand = Economics.Demand ?? basis.Demand,
            Alternatives = [],
        };
        scenario = scenario with { Economics = merged };
        scenario = pays ? scenario with { Price = null, RentalFrom = null } : scenario;
        scenario = sells ? scenario with { InputPrice = null, CachedInputPrice = null, OutputPrice = null, PricesFrom = null } : scenario;
        return With?.Of(scenario) ?? scenario;
    }
}
