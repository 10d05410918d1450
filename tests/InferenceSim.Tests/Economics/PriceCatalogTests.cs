using InferenceSim.Economics.Prices;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Economics;

/// <summary>The prices that ship with the library.</summary>
public class PriceCatalogTests
{
    [Test]
    public void EveryQuoteHasAUnitAndASourceAndMostADate()
    {
        Assert.That(PriceCatalog.All, Has.Count.GreaterThan(400));
        foreach (PriceQuote quote in PriceCatalog.All)
        {
            Assert.That(quote.Source, Is.Not.Empty, quote.Item);
            Assert.That(quote.Unit, Is.Not.Empty, quote.Item);
            Assert.That(quote.Date, Does.Match("^(<=)?20[12][0-9]"), quote.Item);
            Assert.That(quote.Certainty, Is.AnyOf("good", "medium", "low"), quote.Item);
            if (quote.Kind == PriceCatalog.TokenPrices)
            {
                Assert.That(quote.PriceList(), Is.Not.Null, quote.Item);
                Assert.That(quote.InputUsdPerMtok, Is.Positive);
            }
            else if (quote.Unit != "formula")
            {
                Assert.That(quote.Value ?? quote.Low, Is.Positive, quote.Item);
            }
        }
    }

    [Test]
    public void TheKindsAreThoseOfTheQuotes() =>
        Assert.That(PriceCatalog.Kinds, Is.EqualTo(PriceCatalog.All.Select(q => q.Kind).Distinct()));

    [Test]
    public void AQuoteIsTheNewestOfADateOrBefore()
    {
        Assert.That(PriceCatalog.Find(PriceCatalog.GpuHours, "lambda/h100-sxm@2024-07").Value, Is.EqualTo(3.49m));
        Assert.That(PriceCatalog.Find(PriceCatalog.GpuHours, "Lambda/H100-SXM").Value, Is.EqualTo(4.29m));
        Assert.That(PriceCatalog.Find(PriceCatalog.GpuHours, "lambda/h100-sxm@2025").Date, Is.EqualTo("2024-07"));
    }

    [Test]
    public void AWrongNameIsToldTheNearest()
    {
        Assert.That(() => PriceCatalog.Find(PriceCatalog.GpuHours, "lambda/h100"), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'lambda/h100-sxm'"));
        Assert.That(() => PriceCatalog.Find(PriceCatalog.GpuHours, "lambda/h100-sxm@2023"), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("2024-07"));
    }

    [Test]
    public void EveryFigureIsTheOneThatWasCollected()
    {
        string[] collected = File.ReadAllLines(SharedData.Require("catalog/prices.csv"));
        Assert.That(PriceCatalog.All, Has.Count.EqualTo(collected.Length - 1));
        for (int i = 0; i < PriceCatalog.All.Count; i++)
        {
            // The figures stand before any quoted text.
            string[] cells = collected[i + 1].Split(',');
            PriceQuote quote = PriceCatalog.All[i];
            Assert.That(cells[0], Is.EqualTo(quote.Kind));
            if (quote.Kind is PriceCatalog.TokenPrices or PriceCatalog.GpuHours && !cells[..10].Any(c => c.Contains('"', StringComparison.Ordinal)))
            {
                decimal?[] numbers = [.. cells[4..10].Select(c => c.Length == 0 ? (decimal?)null : decimal.Parse(c, System.Globalization.CultureInfo.InvariantCulture))];
                Assert.That(
                    (decimal?[])[quote.InputUsdPerMtok, quote.CachedInputUsdPerMtok, quote.OutputUsdPerMtok, quote.Value, quote.Low, quote.High],
                    Is.EqualTo(numbers), collected[i + 1]);
            }
        }
    }
}
