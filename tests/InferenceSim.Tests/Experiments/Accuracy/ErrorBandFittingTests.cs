using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Accuracy;

/// <summary>Error bands from residuals.</summary>
[TestFixture]
public sealed class ErrorBandFittingTests
{
    private static readonly PredictionClass s_finest = new(Evidence.Measured, "vllm", "hopper", false, 16, "9-32");

    [Test]
    public void ABandHoldsFourInFiveGroupsAndAllowsForTheNext()
    {
        // Ten groups of three equal rows, off by 1% to 10%: 0.8 x 11/10 of ten groups is 8.8, so the ninth is the last that must be inside.
        LeftOutResidual[] residuals = [.. Enumerable.Range(1, 10).SelectMany(g => Group(g, Math.Log(1 + (g / 100.0)), rows: 3))];

        ErrorBand band = Shipped(residuals).Nearest(s_finest, BandMetric.Tpot)!;

        Assert.That(band.Class, Is.EqualTo(s_finest));
        Assert.That(band.ErrorPercent, Is.EqualTo(9));
        Assert.That((band.Groups, band.Rows), Is.EqualTo((10, 30)));
    }

    [Test]
    public void AGroupWithManyRowsCountsAsMuchAsOneWithFew()
    {
        // The tenth group has a thousand rows and still is one in ten.
        LeftOutResidual[] residuals = [.. Enumerable.Range(1, 10).SelectMany(g => Group(g, Math.Log(1 + (g / 100.0)), rows: g == 10 ? 1000 : 3))];

        Assert.That(Shipped(residuals).Nearest(s_finest, BandMetric.Tpot)!.ErrorPercent, Is.EqualTo(9));
    }

    [Test]
    public void TooFastAndTooSlowAreErrorsAlike()
    {
        LeftOutResidual[] residuals = [.. Enumerable.Range(1, 10).SelectMany(g => Group(g, (g % 2 == 0 ? 1 : -1) * Math.Log(1 + (g / 100.0)), rows: 3))];

        Assert.That(Shipped(residuals).Nearest(s_finest, BandMetric.Tpot)!.ErrorPercent, Is.EqualTo(9));
    }

    [Test]
    public void AClassWithTooFewGroupsTakesTheBandOfTheNextWiderOne()
    {
        LeftOutResidual[] few = [.. Enumerable.Range(1, ErrorBandFitting.FewestGroups - 1).SelectMany(g => Group(g, 0.01, rows: 3))];
        LeftOutResidual[] others = [.. Enumerable.Range(20, 3).SelectMany(g => Group(g, 0.5, rows: 3, s_finest with { WeightBits = 8, Load = "1" }))];

        ErrorBand band = Shipped([.. few, .. others]).Nearest(s_finest, BandMetric.Tpot)!;

        Assert.That(band.Class, Is.EqualTo(new PredictionClass(Evidence.Measured, "vllm", "hopper", false)));
        Assert.That(band.Groups, Is.EqualTo(ErrorBandFitting.FewestGroups + 2));
        Assert.That(Shipped(few).Nearest(s_finest, BandMetric.Throughput), Is.Null, "nothing was measured");
    }

    [Test]
    public void TheLadderNeverGivesUpWhatTheKernelsRestOn()
    {
        PredictionClass[] ladder = [.. s_finest.Ladder()];

        Assert.That(ladder, Is.Unique);
        Assert.That(ladder[0], Is.EqualTo(s_finest));
        Assert.That(ladder[^1], Is.EqualTo(new PredictionClass(Evidence.Measured)));
        Assert.That(ladder.Select(c => c.Kernels), Is.All.EqualTo(Evidence.Measured));
    }

    [Test]
    public void CoverageIsJudgedByBandsThatDoNotKnowTheUnit()
    {
        // Eight units off by 1% and one by 50%: without itself it lies outside, and the others lie inside with it or without.
        LeftOutResidual[] residuals = [.. Enumerable.Range(1, 9).SelectMany(g => Group(g, g == 9 ? Math.Log(1.5) : Math.Log(1.01) - 1e-9, rows: 3))];

        BandCoverage coverage = ErrorBandFitting.Coverage(residuals).Single();

        Assert.That(coverage.RowsShare, Is.EqualTo(Math.Round(8 / 9.0, 3)));
        Assert.That((coverage.Groups, coverage.Rows), Is.EqualTo((9, 27)));
    }

    private static ErrorBandTable Shipped(IReadOnlyList<LeftOutResidual> residuals) =>
        new("", ErrorBandFitting.NominalShare, [], ErrorBandFitting.Bands(residuals), [], []);

    private static IEnumerable<LeftOutResidual> Group(int number, double logRatio, int rows, PredictionClass? of = null) => Enumerable.Repeat(
        new LeftOutResidual(of ?? s_finest, new GroupKey($"source {number}", "", "", "", ""), $"unit {number}", BandMetric.Tpot, logRatio), rows);
}
