namespace InferenceSim.Experiments.Answers;

/// <summary>Renting against owning an accelerator over one life; both as what they are worth today and as a level cost of an hour.</summary>
/// <param name="LifeYears">The life.</param>
/// <param name="RentUsd">Rents of all hours, discounted, US dollars for an accelerator.</param>
/// <param name="OwnUsd">Purchase, space, power, operations less residual value, discounted.</param>
/// <param name="RentUsdPerGpuHour">The same rent as a level price of every hour.</param>
/// <param name="OwnUsdPerGpuHour">The same cost of owning as a level price of every hour.</param>
/// <param name="BreakEvenRentUsdPerGpuHour">Rent of today at which both cost the same.</param>
/// <param name="BreakEvenHoursShare">Share of the hours that have to be needed for owning to pay, where rented hours can be left when they are not.</param>
public sealed record RentOrBuyLife(
    double LifeYears, double RentUsd, double OwnUsd, double RentUsdPerGpuHour, double OwnUsdPerGpuHour, double BreakEvenRentUsdPerGpuHour,
    double BreakEvenHoursShare);
