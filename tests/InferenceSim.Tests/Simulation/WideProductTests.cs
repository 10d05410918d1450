using CsCheck;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Simulation;

/// <summary>Wide products against the base library's own 128-bit arithmetic.</summary>
[TestFixture]
public sealed class WideProductTests
{
    [Test]
    public void ProductsAreThoseOfTheBaseLibrary() =>
        Gen.Select(Gen.Long, Gen.Long).Sample((a, b) => WideProduct.Of(a, b) == (Int128)a * b);

    [Test]
    public void AShareIsRoundedDown() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, 1L << 61], Gen.Long[0, 1L << 61]).Sample((amount, part, rest) =>
        {
            long whole = Math.Max(1, part + rest);
            return WideProduct.Share(amount, Math.Min(part, whole), whole) == (long)((Int128)amount * Math.Min(part, whole) / whole);
        });
}
