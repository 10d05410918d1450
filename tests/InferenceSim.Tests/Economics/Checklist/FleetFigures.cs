using InferenceSim.Economics.Finance;
using InferenceSim.Experiments;
using InferenceSim.Hardware;
using InferenceSim.Tests.Experiments;
using static InferenceSim.Tests.Economics.Checklist.ChecklistAccounts;

namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>Clouds, idle hours, electricity, gigawatts, and an old phone.</summary>
internal static class FleetFigures
{
    public static IEnumerable<ChecklistFigure> All =>
    [
        new("0.7", "per cent of a Pixel 6's memory bandwidth for 5 tokens/s of 7B in 4 bits", "38", () => 100 * 5 * PhoneWeightBytes / AcceleratorCatalog.Find("phone-pixel6").MemoryBandwidthBytesPerSecond) { Percent = 12 },
        new("2.1", "gross margin of a B200 let at 2.80 USD, per cent", "26.1", () => MarginOfLetting(Rent("market/b200-sxm"), Tco("b200-sxm neocloud ownership TCO"))),
        new("4.7", "fixed cost where 60 per cent are filled, times", "1.67", () => FactorOfEmptyHours(Fact("meeting 2025-11/West-China IDC rack-up rate").Value!.Value)),
        new("4.8", "fixed cost where 5 per cent are idle, times", "1.053", () => FactorOfEmptyHours(1 - Fact("meeting 2025-11/AWS GPU idle rate").Value!.Value)),
        new("4.8", "of a useful hour where a rented one is 5 per cent used, times", "20", () => FactorOfEmptyHours(Fact("/enterprise Kubernetes GPU utilisation").Value!.Value)),
        new("4.9", "fixed cost where 70 per cent are idle, times", "3.33", () => FactorOfEmptyHours(1 - Fact("meeting 2025-11/dark-GPU share needed for a dot-com analogue").Low!.Value)),
        new("4.9", "fixed cost where 90 per cent are idle, times", "10", () => FactorOfEmptyHours(1 - Fact("meeting 2025-11/dark-GPU share needed for a dot-com analogue").High!.Value)),
        new("4.10", "electricity of an H100, USD an hour", "0.0908", () => ElectricityOfAnHour(1)),
        new("4.10", "more at 1.3 times the tariff, USD an hour", "0.027", () => ElectricityOfAnHour(1.3m) - ElectricityOfAnHour(1)),
        new("4.10", "more at twice the tariff, USD an hour", "0.091", () => ElectricityOfAnHour(2) - ElectricityOfAnHour(1)),
        new("4.10", "of the cost of ownership at 1.3 times, per cent", "1.8", () => 100 * (ElectricityOfAnHour(1.3m) - ElectricityOfAnHour(1)) / (double)Tco("h100-sxm neocloud ownership TCO")),
        new("4.10", "of the cost of ownership at twice, per cent", "5.9", () => 100 * (ElectricityOfAnHour(2) - ElectricityOfAnHour(1)) / (double)Tco("h100-sxm neocloud ownership TCO")),
        new("4.12", "four B200 at 2.80 USD and 3,386 tokens/s, USD per million of output", "0.92", () => Float(Day(4, 0, 3_386, Rent("market/b200-sxm")).CostUsdPerMtok)),
        new("4.12", "eight B200 at 2.80 USD and 7,419 tokens/s", "0.84", () => Float(Day(8, 0, 7_419, Rent("market/b200-sxm")).CostUsdPerMtok)),
        new("4.12", "eight H100 at 3.49 USD and 2,363 tokens/s", "3.28", () => Float(Node(0, 2_363).CostUsdPerMtok)),
        new("4.12", "eight H100 at 3.49 USD and 300 tokens/s, output alone", "25.85", () => Float(Node(0, 300).CostUsdPerMtok)),
        new("4.13", "gross margin of a B200 on demand, per cent", "26.1", () => MarginOfLetting(Rent("market/b200-sxm"), Tco("b200-sxm neocloud ownership TCO"))),
        new("4.13", "on a contract of three years, per cent", "20.4", () => MarginOfLetting(Tco("b200-sxm 3-year rental contract (25% upfront)"), Tco("b200-sxm neocloud ownership TCO"))),
        new("4.13", "of an H100 on such a contract, per cent", "12.9", () => MarginOfLetting(Tco("h100-sxm 3-year rental contract (25% upfront)"), Tco("h100-sxm neocloud ownership TCO"))),
        new("4.16", "a month's factor of a tenth a year", "0.825", () => new PriceDecline(0.1).After(1 / 12.0)),
        new("4.16", "a quarter's factor", "0.562", () => new PriceDecline(0.1).After(0.25)),
        new("4.16", "60 USD of 2021-11 three years later", "0.06", () => 60 * new PriceDecline(0.1).After(3)),
        new("4.20", "million B200 on 19 GW", "11.1", () => Millions("b200-sxm", 19)),
        new("4.20", "million GB200 on 19 GW", "10.2", () => Millions("gb200-nvl72", 19)),
        new("4.20", "million GB300 on 19 GW", "9.0", () => Millions("gb300-nvl72", 19)),
        new("4.20", "million GB200 on 9 GW", "4.8", () => Millions("gb200-nvl72", 9)),
        new("4.20", "million GB200 on 10 GW", "5.3", () => Millions("gb200-nvl72", 10)),
    ];

    private static double PhoneWeightBytes =>
        A.Resolver().Plan(new Scenario { Model = "llama-2-7b", Precision = "int4", Gpu = "phone-pixel6", Batch = 1 }).WeightBytes;

    private static double Millions(string gpu, double gigawatts) => gigawatts / AcceleratorCatalog.Find(gpu).Power.AllInKilowatts!.Value;
}
