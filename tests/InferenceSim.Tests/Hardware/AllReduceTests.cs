using InferenceSim.Hardware;
using NUnit.Framework;

namespace InferenceSim.Tests.Hardware;

internal sealed class AllReduceTests
{
    private static readonly AllReduceEfficiency H100 = KernelCatalog.Find("nvidia-h100").AllReduce;

    // Measured on H100 (vLLM's kernels inside graphs, NCCL at 128 MiB; aiconfigurator), times in microseconds. Every second size is a point of the table.
    [TestCase(2, 16 << 10, 4.3)]
    [TestCase(4, 1 << 20, 12.8)]
    [TestCase(8, 256 << 10, 10.8)]
    [TestCase(8, 4 << 20, 30.8)]
    [TestCase(8, 128 << 20, 579)]
    public void AgreesWithMeasurementsAtAndBetweenItsPoints(int accelerators, int bytes, double microseconds) =>
        Assert.That(H100.Seconds(accelerators, bytes, 450e9), Is.EqualTo(microseconds * 1e-6).Within(5).Percent);

    // TensorRT-LLM's kernels on the same machine: quicker for little, slower for much.
    [TestCase(2, 64 << 10, 3.1)]
    [TestCase(8, 4 << 20, 51.9)]
    [TestCase(8, 128 << 20, 579)]
    public void KernelsThroughAWorkspaceHaveTimesOfTheirOwn(int accelerators, int bytes, double microseconds) =>
        Assert.That(KernelCatalog.Find("nvidia-h100").WorkspaceAllReduce!.Seconds(accelerators, bytes, 450e9), Is.EqualTo(microseconds * 1e-6).Within(5).Percent);

    [Test]
    public void AnAcceleratorWithoutATableOfAKindUsesTheOneItHas()
    {
        Accelerator known = AcceleratorCatalog.Find("h100-sxm"), unknown = AcceleratorCatalog.Find("mi300x");
        Assert.That(Enum.GetValues<CollectiveKind>().Select(k => unknown.AllReduce(k).Seconds(8, 1 << 22, 64e9)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Enum.GetValues<CollectiveKind>().Select(k => known.AllReduce(k).Seconds(8, 1 << 22, 450e9)).Distinct().Count(), Is.EqualTo(3));
    }

    // NCCL on H100 (aiconfigurator), in microseconds: start-up of 6 to 19, and what engines use too once buffers are large.
    [TestCase(2, 16 << 10, 7.3)]
    [TestCase(8, 64 << 10, 18.7)]
    [TestCase(8, 128 << 20, 579)]
    public void TheLibrarysOwnTimesAreApart(int accelerators, int bytes, double microseconds) =>
        Assert.That(KernelCatalog.Find("nvidia-h100").LibraryAllReduce!.Seconds(accelerators, bytes, 450e9), Is.EqualTo(microseconds * 1e-6).Within(5).Percent);

    [Test]
    public void LiesOnTheStraightLineInLogLogBetweenPoints()
    {
        // Half way in log between two points a factor four apart is twice the first and the geometric mean.
        AllReducePoint from = H100.Groups[1].Points[2], to = H100.Groups[1].Points[3];
        Assert.That(to.Bytes, Is.EqualTo(4 * from.Bytes));
        Assert.That(H100.Seconds(4, 2 * from.Bytes, 450e9), Is.EqualTo(Math.Sqrt(from.Seconds * to.Seconds)).Within(1e-12));
    }

    [Test]
    public void KeepsTheLastBandwidthAboveTheTable() =>
        Assert.That(H100.Seconds(8, 1L << 30, 450e9), Is.EqualTo(2 * H100.Seconds(8, 1L << 29, 450e9)).Within(1e-9));

    [Test]
    public void AnotherLinkUsesTheClosedFormOnItsOwnRate()
    {
        // H800: 200 GB/s. Two accelerators: 2.8 us + 2 (1/2) 16 MiB / (0.48 x 200 GB/s).
        double expected = 2.8e-6 + ((16 << 20) / (0.48 * 200e9));
        Assert.That(H100.HasTableFor(200e9), Is.False);
        Assert.That(H100.Seconds(2, 16 << 20, 200e9), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void AGroupBetweenMeasuredOnesLiesBetweenThem() =>
        Assert.That(H100.Seconds(6, 1 << 20, 450e9), Is.InRange(H100.Seconds(4, 1 << 20, 450e9), H100.Seconds(8, 1 << 20, 450e9)));

    [Test]
    public void OneAcceleratorAloneReducesNothing() => Assert.That(H100.Seconds(1, 1 << 20, 450e9), Is.Zero);
}
