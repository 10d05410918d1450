using CsCheck;
using InferenceSim.Experiments.Capacity;

namespace InferenceSim.Tests.Experiments.Capacity;

/// <summary>The search itself, over made-up answers.</summary>
public class RateSearchTests
{
    [Test]
    public void BracketsAnyLimitWithinTheToleranceAndTriesEachRateOnce() => Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Int[1, 3])
        .Sample((limit, start, digits) =>
        {
            (limit, start) = (Math.Pow(10, limit), Math.Pow(10, start));
            double tolerance = Math.Pow(10, -digits);
            List<double> tried = [];
            RateSearch search = new(
                rate =>
                {
                    tried.Add(rate);
                    return rate <= limit;
                },
                tolerance);
            search.Run(start, lowest: 1e-6, highest: 1e6);

            return search.Passing <= limit && search.Failing > limit && search.Failing <= search.Passing * (1 + (tolerance * 1.0001))
                && search.Monotone && tried.Distinct().Count() == tried.Count && tried.Count < 45;
        });

    [Test]
    public void TheStepAboveTheFoundOneIsTriedAndLuckIsNotHidden()
    {
        // Fails from 10 to 10.15, passes again up to 12: the bisection that comes from above ends somewhere, never above a failure it saw.
        List<double> tried = [];
        RateSearch search = new(
            rate =>
            {
                tried.Add(rate);
                return rate <= 10 || rate is > 10.12 and < 12;
            },
            tolerance: 0.02);
        search.Run(8.9, 0.1, 1000);

        double passing = search.Passing!.Value, failing = search.Failing!.Value;
        Assert.That(tried.Where(r => r <= passing), Is.All.Matches<double>(r => r <= 10 || r > 10.12));
        Assert.That(failing / passing, Is.LessThanOrEqualTo(1.0201));
        Assert.That(tried.Max(r => r <= failing * 1.021 ? r : 0), Is.GreaterThan(failing), "one step above was tried");
        Assert.That(search.Monotone, Is.EqualTo(!tried.Any(r => r > failing && r < 12)));
    }

    [Test]
    public void APassAboveAFailureIsNotMonotone()
    {
        RateSearch search = new(rate => rate < 10 || rate > 10.05, tolerance: 0.02);
        search.Run(9.95, 0.1, 20.5);

        Assert.That(search.Monotone, Is.EqualTo(search.Failing is null));
    }

    [Test]
    public void WithoutALimitItEnds()
    {
        RateSearch always = new(_ => true, 0.01), never = new(_ => false, 0.01);
        always.Run(3, 0.001, 1e6);
        never.Run(3, 0.001, 1e6);

        Assert.That(always.Passing, Is.GreaterThan(1e6));
        Assert.That(always.Failing, Is.Null);
        Assert.That(never.Passing, Is.Null);
        Assert.That(never.Failing, Is.LessThan(0.001));
    }
}
