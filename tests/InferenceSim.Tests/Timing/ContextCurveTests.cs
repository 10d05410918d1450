using CsCheck;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

internal sealed class ContextCurveTests
{
    [Test]
    public void KnotsFollowEachOtherAndPiecesBeginAtThem()
    {
        for (int piece = 0; piece < 160; piece++)
        {
            long knot = ContextCurve.Knot(piece), next = ContextCurve.Knot(piece + 1);
            Assert.That(next, Is.GreaterThan(knot));
            Assert.That(ContextCurve.Piece(knot), Is.EqualTo(piece));
            Assert.That(ContextCurve.Piece(next - 1), Is.EqualTo(piece));
            Assert.That(piece < 1 || next <= (knot * 5 / 4) + 1, "ratios stay at or below 1.25");
        }
    }

    [Test]
    public void FollowsACurveWithinAFewPerMille()
    {
        // 1.25 knots leave at most 0.7% between a chord and a square root, whose curvature is stronger than any efficiency curve's.
        var curve = new ContextCurve(x => 1e-6 * Math.Sqrt(x));
        Gen.Int[64, 100_000_000].Sample(x => Math.Abs((curve.At(x) / (1e6 * Math.Sqrt(x))) - 1) < 0.007);
    }

    [Test]
    public void NeverFallsEvenWhereTheCurveDoes()
    {
        var curve = new ContextCurve(x => 1e-6 * (100 + (50 * Math.Sin(x / 50))));
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 1000]).Sample((x, more) => curve.At(x + more) >= curve.At(x));
    }

    [Test]
    public void FractionBitsKeepSlopesBelowAPicosecond()
    {
        var curve = new ContextCurve(x => 0.3e-12 * x, fractionBits: 10);
        Assert.That(curve.At(1_000_000), Is.EqualTo(300_000).Within(400));
    }

    [Test]
    public void InterceptAndSlopeAreTheSameLine()
    {
        var curve = new ContextCurve(x => 1e-9 * Math.Pow(x, 0.9));
        Gen.Int[0, 1_000_000_000].Sample(x =>
        {
            int piece = ContextCurve.Piece(x);
            return curve.Intercept(piece) + (curve.Slope(piece) * x) == curve.At(x);
        });
    }
}
