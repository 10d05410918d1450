using CsvHelper;
using InferenceSim.Hardware;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Hardware;

internal sealed class AcceleratorCatalogTests
{
    [Test]
    public void HoldsItsAcceleratorsUnderTheirOwnNames()
    {
        Assert.That(AcceleratorCatalog.Names, Has.Count.EqualTo(57));
        foreach (string name in AcceleratorCatalog.Names)
        {
            Assert.That(AcceleratorCatalog.Find(name).Name, Is.EqualTo(name));
        }
    }

    [Test]
    public void EveryAcceleratorIsSourcedAndResolvesItsKernels()
    {
        foreach (Accelerator accelerator in AcceleratorCatalog.Names.Select(AcceleratorCatalog.Find))
        {
            Assert.Multiple(() =>
            {
                Assert.That(accelerator.Source, Is.Not.Empty, accelerator.Name);
                Assert.That(accelerator.UsableBytesSource, Is.Not.Empty, accelerator.Name);
                Assert.That(accelerator.Confidence, Is.AnyOf("high", "medium", "low"), accelerator.Name);
                Assert.That(accelerator.Kernels.Source, Is.Not.Empty, accelerator.Name);
                Assert.That(accelerator.AllReduce(CollectiveKind.Registered).Source, Is.Not.Empty, accelerator.Name);

                // A GB can be read as 10^9 or 2^30 bytes, and some memory is held back: outside this range a figure is mistyped.
                Assert.That((double)accelerator.UsableBytes / accelerator.MemoryCapacityBytes, Is.InRange(0.75, 1.0738), accelerator.Name);
                Assert.That(accelerator.Prices.RentalTypicalUsdPerHour is null || accelerator.Prices.RentalNote is not null, accelerator.Name);
            });
        }
    }

    [TestCase("h100-sxm", 81_559)]
    [TestCase("h200-sxm", 143_771)]
    [TestCase("rtx-pro-6000-server", 97_887)]
    public void MeasuredMemoryIsWhatTheDeviceShows(string name, long mebibytes) =>
        Assert.That(AcceleratorCatalog.Find(name).UsableBytes, Is.EqualTo(mebibytes << 20));

    [Test]
    public void DerivedMemorySaysThatItWasNotMeasured() =>
        Assert.That(AcceleratorCatalog.Find("tpu-v7x").UsableBytesSource, Does.StartWith("not measured"));

    [TestCase("h100", "h100-sxm")]
    [TestCase("H100-SXM5-80GB", "h100-sxm")]
    [TestCase("B200-SXM-180GB", "b200-sxm")]
    [TestCase("A100-SXM4-80GB", "a100-80-sxm")]
    [TestCase("A100-SXM4-40GB", "a100-40-sxm")]
    [TestCase("L40S-48GB", "l40s")]
    [TestCase("MI300X-192GB", "mi300x")]
    [TestCase("GH200-144GB", "gh200-144")]
    [TestCase("RTX4090", "rtx-4090")]
    public void OtherNamesAreUnderstood(string given, string name) => Assert.That(AcceleratorCatalog.Find(given).Name, Is.EqualTo(name));

    [Test]
    public void EveryOtherNameStandsForAnEntryAndIsNone()
    {
        Assert.That(AcceleratorCatalog.AlsoKnownAs.Values.Distinct(), Is.SubsetOf(AcceleratorCatalog.Names));
        Assert.That(AcceleratorCatalog.AlsoKnownAs.Keys.Intersect(AcceleratorCatalog.Names), Is.Empty);
    }

    [Test]
    public void AnUnknownNameGetsTheNearestOnes() =>
        Assert.That(
            () => AcceleratorCatalog.Find("h100-smx"),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("unknown accelerator 'h100-smx'").And.Message.Contains("'h100-sxm'"));

    [Test]
    public void EveryKernelProfileKeepsTheRules()
    {
        Assert.That(KernelCatalog.Names, Has.Count.GreaterThanOrEqualTo(11));
        foreach (string name in KernelCatalog.Names)
        {
            Assert.That(KernelRules.Faults(KernelCatalog.Find(name)), Is.Empty, name);
        }
    }

    [Test]
    public void AgreesWithTheReferenceTableInEveryFigure()
    {
        using CsvReader reader = CsvReader.FromFile(SharedData.Require(Path.Combine("catalog", "hardware.csv")), new CsvReaderOptions { Separator = ',' });
        int rows = 0;
        foreach (HardwareRow row in reader.GetRecords<HardwareRow>())
        {
            Accelerator accelerator = AcceleratorCatalog.Find(row.Id);
            Assert.Multiple(() => Compare(row, accelerator));
            rows++;
        }

        Assert.That(rows, Is.EqualTo(53));
    }

    private static void Compare(HardwareRow row, Accelerator a)
    {
        Same(row.Bf16, a.PeakFlopsPerSecond.Bf16, 1e12, row.Id);
        Same(row.Fp8, a.PeakFlopsPerSecond.Fp8, 1e12, row.Id);
        Same(row.Int8, a.PeakFlopsPerSecond.Int8, 1e12, row.Id);
        Same(row.Fp4, a.PeakFlopsPerSecond.Fp4, 1e12, row.Id);
        Same(row.MemoryGb, a.MemoryCapacityBytes, 1e9, row.Id);
        Same(row.Bandwidth, a.MemoryBandwidthBytesPerSecond, 1e9, row.Id);
        Same(row.Link, a.Interconnect.BytesPerSecondPerDirection, 1e9, row.Id);
        Same(row.Tdp, a.Power.TdpWatts, 1, row.Id);
        Same(row.Idle, a.Power.IdleWatts, 1, row.Id);
        Same(row.List, a.Prices.ListUsd, 1, row.Id);
        Same(row.RentalLow, a.Prices.RentalLowUsdPerHour, 1, row.Id);
        Same(row.RentalTypical, a.Prices.RentalTypicalUsdPerHour, 1, row.Id);
        Same(row.RentalHigh, a.Prices.RentalHighUsdPerHour, 1, row.Id);
        Same(row.Contract, a.Prices.ContractThreeYearUsdPerHour, 1, row.Id);
        Same(row.AllIn, a.Power.AllInKilowatts, 1, row.Id);
    }

    private static void Same(double? expected, double? actual, double unit, string name)
    {
        Assert.That(actual.HasValue, Is.EqualTo(expected.HasValue), name);
        if (expected is double value)
        {
            Assert.That(actual!.Value, Is.EqualTo(value * unit).Within(1e-9 * value * unit), name);
        }
    }
}
