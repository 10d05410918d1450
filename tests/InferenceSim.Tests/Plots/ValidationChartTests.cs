using System.Text;
using InferenceSim.Plots;
using NUnit.Framework;

namespace InferenceSim.Tests.Plots;

/// <summary>The chart of predictions against measurements.</summary>
public sealed class ValidationChartTests
{
    [Test]
    public void AnSvgSaysWhatIsOnItsAxes()
    {
        string svg = Encoding.UTF8.GetString(Draw(PlotFormat.Svg, Figure()));
        foreach (string text in (string[])["Predicted against measured", "TPOT (ms), measured", "TPOT (ms), predicted", "Tokens/s per user", "Mean TTFT (ms)", "8b on one", "vLLM", "SGLang", "Source: test"])
        {
            // Letters stand in the file as they are drawn, words in elements of their own.
            Assert.That(string.Concat(svg.Split('<', '>').Where((_, i) => i % 2 == 0).Select(t => t.Trim('\n'))), Does.Contain(text));
        }
    }

    [TestCase(PlotFormat.Png)]
    [TestCase(PlotFormat.Svg)]
    public void TheSameFigureGivesTheSameBytes(PlotFormat format)
    {
        byte[] first = Draw(format, Figure());
        Assert.That(Draw(format, Figure()), Is.EqualTo(first));
    }

    [Test]
    public void APlaceWithoutASweepStaysEmpty() => Assert.That(
        Draw(PlotFormat.Svg, Figure() with { Curves = [[]] }), Has.Length.LessThan(Draw(PlotFormat.Svg, Figure()).Length).And.Length.GreaterThan(1_000));

    private static byte[] Draw(PlotFormat format, ValidationFigure figure)
    {
        using MemoryStream stream = new();
        ValidationChart.Write(stream, format, figure);
        return stream.ToArray();
    }

    private static ValidationFigure Figure() => new()
    {
        Title = "Predicted against measured",
        Series = ["vLLM", "SGLang"],
        Parities = [new ParityPlot("Time per output token", "TPOT (ms)", [(0, 5, 5.5), (0, 50, 40), (1, 400, 500)])],
        Curves =
        [
            [new CurvePlot("8b on one", "Tokens/s per user", "Output tokens/s per GPU", 1, false, [new("1", (90, 90), (95, 95)), new("8", (60, 400), (55, 380))])],
            [new CurvePlot("8b on one", "Concurrent users", "Mean TTFT (ms)", 0, true, [new("", (1, 30), (1, 20)), new("", (8, 900), (8, 700))])],
        ],
        Source = "test",
    };
}
