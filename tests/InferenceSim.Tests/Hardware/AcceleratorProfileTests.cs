using System.Text;
using InferenceSim.Hardware;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Hardware;

internal sealed class AcceleratorProfileTests
{
    private const string Minimal = """
        {
          // what a person writes from a data sheet
          "name": "my-gpu", "display_name": "My GPU", "vendor": "me", "class": "datacentre",
          "peak_flops_per_second": { "bf16": 400e12 },
          "memory_capacity_bytes": 48000000000, "usable_bytes": 47000000000, "usable_bytes_source": "nvidia-smi",
          "memory_bandwidth_bytes_per_second": 1000e9,
          "interconnect": { "kind": "PCIe5", "bytes_per_second_per_direction": 63e9, "domain_size": 4 },
          "source": "data sheet, 2026-01-01",
        }
        """;

    [Test]
    public void AFileWithoutEfficienciesGetsTheDefaultsOfItsClassAndSaysSo()
    {
        Accelerator accelerator = Read(Minimal);
        Assert.Multiple(() =>
        {
            Assert.That(accelerator.KernelEvidence, Is.EqualTo(Evidence.Datasheet));
            Assert.That(accelerator.Kernels.Name, Is.EqualTo(KernelCatalog.DefaultName));
            Assert.That(accelerator.Power.TdpWatts, Is.Null);
            Assert.That(accelerator.Prices.RentalTypicalUsdPerHour, Is.Null);
            Assert.That(accelerator.Achieved.Source, Is.Null);
            Assert.That(accelerator.PeakFlopsPerSecond.For(Arithmetic.Bf16), Is.EqualTo(400e12));
            Assert.That(accelerator.PeakFlopsPerSecond.For(Arithmetic.Fp8), Is.Null);
        });
    }

    [Test]
    public void AMisspelledFieldIsNamedWithFileAndLine() =>
        Assert.That(
            () => Read(Minimal.Replace("\"usable_bytes\"", "\"useable_bytes\"", StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("my-gpu.json").And.Message.Contains("useable_bytes"));

    [Test]
    public void ABadValueIsToldWithLineAndPath() =>
        Assert.That(
            () => Read(Minimal.Replace("47000000000", "\"47 GB\"", StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("my-gpu.json:5:").And.Message.Contains("$.usable_bytes"));

    [Test]
    public void AMissingFieldIsNamed() =>
        Assert.That(
            () => Read(Minimal.Replace("\"source\": \"data sheet, 2026-01-01\",", "", StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("source"));

    [Test]
    public void AllFiguresOutOfRangeAreReportedTogether() =>
        Assert.That(
            () => Read(Minimal.Replace("47000000000", "0", StringComparison.Ordinal).Replace("400e12", "-1", StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("usable_bytes").And.Message.Contains("peak_flops_per_second.bf16"));

    [Test]
    public void AnUnknownKernelProfileGetsTheNearestNames() =>
        Assert.That(
            () => Read(Minimal.Replace("\"source\"", "\"kernel_profile\": \"nvidia-h10\", \"source\"", StringComparison.Ordinal)),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'nvidia-h100'"));

    private static Accelerator Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return AcceleratorProfile.Read(stream, "my-gpu.json");
    }
}
