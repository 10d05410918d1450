using CsCheck;
using InferenceSim.Economics;
using InferenceSim.Tests.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>What tokens cost.</summary>
public class RunCostTests
{
    [Test]
    public void PaysForIdleTimeAndDividesItAsBusyTimeIsDivided()
    {
        // Two accelerators for an hour at 3 USD: 6 USD. A third of the busy time is prefill: 2 USD for 2 M input tokens, 4 USD for 1 M output.
        RunCost cost = RunCost.Of(A.Report(), 2, new GpuPrice(3, "given"));

        Assert.That(cost.TotalUsd, Is.EqualTo(6).Within(1e-12));
        Assert.That(cost.InputUsdPerMillionTokens, Is.EqualTo(1).Within(1e-12));
        Assert.That(cost.OutputUsdPerMillionTokens, Is.EqualTo(4).Within(1e-12));
        Assert.That(cost.TotalUsdPerMillionTokens, Is.EqualTo(2).Within(1e-12));
    }

    [Test]
    public void TokensThatWereNotThereHaveNoPrice()
    {
        RunCost cost = RunCost.Of(A.Report(input: 0, output: 0), 1, new GpuPrice(3, "given"));

        Assert.That(cost.TotalUsd, Is.EqualTo(3).Within(1e-12));
        Assert.That((cost.TotalUsdPerMillionTokens, cost.InputUsdPerMillionTokens, cost.OutputUsdPerMillionTokens), Is.EqualTo(((double?)null, (double?)null, (double?)null)));
    }

    [Test]
    public void PartsAddUpToTheWhole() =>
        Gen.Select(Gen.Double[0, 1e4], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 100], Gen.Int[1, 64]).Sample((seconds, busy, prefill, price, gpus) =>
        {
            RunCost cost = RunCost.Of(
                A.Report(seconds: seconds, busySeconds: seconds * busy, prefillSeconds: seconds * busy * prefill), gpus, new GpuPrice(price, "given"));
            Assert.That(cost.InputUsd + cost.OutputUsd, Is.EqualTo(cost.TotalUsd).Within(1e-12).Percent);
            Assert.That(cost.InputUsd, Is.InRange(0, cost.TotalUsd));
        });
}
