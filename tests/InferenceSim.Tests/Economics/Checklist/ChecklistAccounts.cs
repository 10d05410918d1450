using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Prices;
using InferenceSim.Economics.Revenues;
using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>What the rows of the checklist are computed with.</summary>
internal static class ChecklistAccounts
{
    public static ModelArchitecture Llama405 { get; } = ModelCatalog.Find("llama-3.1-405b");

    public static Accelerator H100 { get; } = AcceleratorCatalog.Find("h100-sxm");

    /// <summary>A day of eight rented H100 that serve so many tokens a second at a seller's prices.</summary>
    public static ProfitAndLoss Node(decimal inputPerSecond, decimal outputPerSecond, string seller = "lepton/llama-3.1-405b", string rent = "lambda/h100-sxm@2024-07") =>
        Day(8, inputPerSecond, outputPerSecond, Rent(rent), Prices(seller));

    public static ProfitAndLoss Day(int gpus, decimal inputPerSecond, decimal outputPerSecond, decimal usdPerGpuHour, params IRevenueModel[] sales) =>
        ProfitAndLoss.Of(DailyUse.Assumed(gpus, inputPerSecond, outputPerSecond), [new RentalCost { UsdPerGpuHour = usdPerGpuHour }], sales);

    public static decimal Rent(string name) => PriceCatalog.Find(PriceCatalog.GpuHours, name).Value!.Value;

    public static decimal CheapestRent(string name) => PriceCatalog.Find(PriceCatalog.GpuHours, name).Low!.Value;

    public static TokenPriceList Prices(string name) => PriceCatalog.Find(PriceCatalog.TokenPrices, name).PriceList()!;

    public static PriceQuote Fact(string name) => PriceCatalog.Find("market_fact", name);

    /// <summary>Gross margin of letting all hours at a rent, per cent.</summary>
    public static double MarginOfLetting(decimal rent, decimal tco) =>
        (double)Day(8, 0, 0, tco, new GpuHourSale { UsdPerGpuHour = rent, RentedShare = 1 }).GrossMargin! * 100;

    /// <summary>By how much what a rented hour has to bring grows where only this share is rented.</summary>
    public static double FactorOfEmptyHours(decimal rentedShare) =>
        (double)new GpuHourSale { UsdPerGpuHour = 1, RentedShare = rentedShare }.BreakEvenUsdPerRentedGpuHour(1);

    /// <summary>Ownership cost of a TCO model for an hour.</summary>
    public static decimal Tco(string name) => PriceCatalog.All.Single(q => q.Kind == "tco_gpu_hour" && $"{q.Item} {q.Tier}" == name && q.Date == "2026-08-14").Value!.Value;

    /// <summary>Electricity of an H100's all-in power for an hour, at a factor on the tariff, US dollars.</summary>
    public static double ElectricityOfAnHour(decimal factor)
    {
        OwnershipCost site = new() { CapexUsdPerGpu = 0, LifeYears = 5, ItKwPerGpu = 1.37m, ElectricityUsdPerKwh = 0.0663m * factor };
        return (double)site.Lines(DailyUse.Assumed(1, 0, 0), 0).Sum(l => l.UsdPerDay) / 24;
    }

    public static double Float(decimal? value) => (double)value!.Value;
}
