using System.Buffers.Binary;
using System.Xml.Linq;
using InferenceSim.Plots;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Plots;

public sealed class SweepChartTests
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    [Test]
    public void APngIsThreeThousandPixelsWide()
    {
        byte[] png = Draw(PlotFormat.Png, Figures.Of(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(png[..8], Is.EqualTo(PngSignature));
            Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), Is.EqualTo(3000));
            Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)), Is.InRange(1600, 2200));
        }
    }

    [Test]
    public void AnSvgSaysWhatIsOnItsAxes()
    {
        string text = TextOf(Figures.Of(2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Contain("Llama 3.1 70B fp8 on 4 x H100 SXM: batch size sweep"));
            Assert.That(text, Does.Contain("Batch size (sequences)"));
            Assert.That(text, Does.Contain("Output tokens/s per GPU"));
            Assert.That(text, Does.Contain("Tokens/s per user"));
            Assert.That(text, Does.Contain("TTFT (ms)"));
            Assert.That(text, Does.Contain("TPOT (ms)"));
            Assert.That(text, Does.Contain("US$ per million output tokens"));
            Assert.That(text, Does.Contain("4 x H200 SXM"));
            Assert.That(text, Does.Contain("Source: infersim 0.1.0, seed 1"));
            Assert.That(text, Does.Contain("\n256\n"));
            Assert.That(text.Split("TTFT (ms)"), Has.Length.EqualTo(2), "drawn once");
        }
    }

    [Test]
    public void AnotherAxisTakesItsOwnName()
    {
        SweepFigure figure = Figures.Of(1) with { AxisTitle = "Arrival rate (requests/s)", AxisName = "rate" };
        string text = TextOf(figure);
        Assert.That(text, Does.Contain("Arrival rate (requests/s)").And.Not.Contains("Batch size (sequences)"));
    }

    [TestCase(PlotFormat.Png)]
    [TestCase(PlotFormat.Svg)]
    public void TheSameFigureGivesTheSameBytes(PlotFormat format)
    {
        byte[] first = Draw(format, Figures.Of(6));
        Assert.That(Draw(format, Figures.Of(6)), Is.EqualTo(first));
    }

    [Test]
    public void AMissingPriceIsSaidAndNotDrawn()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TextOf(Figures.Of(2, priced: false)), Does.Contain("No price is known for this hardware,"));
            Assert.That(TextOf(Figures.Of(2)), Does.Not.Contain("No price"));
            SweepFigure mixed = Figures.Of(1) with { Series = [Figures.Series(0, true), Figures.Series(1, false)] };
            Assert.That(TextOf(mixed), Does.Contain("No price known: 4 x H200 SXM"));
        }
    }

    [Test]
    public void PointsThatDidNotRunAreCountedBelow()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TextOf(Figures.Of(4)), Does.Contain("2 of 36 points left out"));
            Assert.That(TextOf(Figures.Of(3)), Does.Not.Contain("left out"));
        }
    }

    [Test]
    public void AFigureWithoutAnyResultIsStillAFigure()
    {
        SweepPoint nothing = new() { X = 1, Status = SweepPointStatus.NotRun };
        SweepFigure figure = Figures.Of(1) with { Series = [new SweepSeries("none", [nothing])] };
        Assert.That(TextOf(figure), Does.Contain("1 of 1 points left out"));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(0.0)]
    public void ImpossibleNumbersAreNotDrawn(double latency)
    {
        SweepPoint[] points = [.. Figures.Series(0, true).Points.Select((point, i) => i == 2 ? point with { TtftP50Milliseconds = latency, X = latency } : point)];
        Assert.That(() => TextOf(Figures.Of(1) with { Series = [new SweepSeries("one", points)] }), Throws.Nothing);
    }

    [Test]
    public void ALongTitleIsCutAtTheMargin() =>
        Assert.That(TextOf(Figures.Of(1) with { Title = new string('x', 400) }), Does.Match("\nx{50,250}…\n"));

    [Test]
    public void DashesAreStrokesOfTheirOwn()
    {
        // p99 is the only dashed curve; without it the file has one path of strokes less.
        SweepFigure with = Figures.Of(1);
        SweepPoint[] points = [.. with.Series[0].Points.Select(point => point with { TtftP99Milliseconds = null })];
        Assert.That(StrokesOf(with), Is.GreaterThan(20));
        Assert.That(StrokesOf(with with { Series = [new SweepSeries("one", points)] }), Is.LessThan(10));

        static int StrokesOf(SweepFigure figure)
        {
            using MemoryStream stream = new(Draw(PlotFormat.Svg, figure));
            return XDocument.Load(stream).Descendants().Where(e => e.Name.LocalName == "path")
                .Max(e => e.Attribute("d")!.Value.Count(letter => letter == 'M'));
        }
    }

    [TestCase("a/azure.png", PlotFormat.Png)]
    [TestCase("AZURE.SVG", PlotFormat.Svg)]
    public void TheFormatFollowsTheFileName(string name, PlotFormat format) => Assert.That(SweepChart.FormatOf(name), Is.EqualTo(format));

    [Test]
    public void OtherEndingsAreRefused() =>
        Assert.That(() => SweepChart.FormatOf("azure.jpg"), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'azure.jpg'"));

    [Test]
    public void TicksAreAtTheBatches()
    {
        ChartScale scale = ChartScale.OfSweep([1, 2, 4, 8, 16, 32, 64, 128, 256]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(scale.IsLog);
            Assert.That(scale.Ticks, Is.EqualTo(new double[] { 1, 2, 4, 8, 16, 32, 64, 128, 256 }));
            Assert.That(ChartScale.OfSweep([1, 2, 3, 4]).IsLog, Is.False);
            Assert.That(ChartScale.OfSweep([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5]).IsLog, Is.False);
            Assert.That(ChartScale.OfSweep([.. Enumerable.Range(1, 256).Select(i => (double)i)]).Ticks, Is.EqualTo(new double[] { 1, 2, 4, 8, 16, 32, 64, 128, 256 }));
            Assert.That(ChartScale.OfResults([30, 45_000], mayBeLog: true, "$").Labels, Does.Contain("$1,000"));
        }
    }

    private static byte[] Draw(PlotFormat format, SweepFigure figure)
    {
        using MemoryStream stream = new();
        SweepChart.Write(stream, format, figure);
        return stream.ToArray();
    }

    private static string TextOf(SweepFigure figure)
    {
        using MemoryStream stream = new(Draw(PlotFormat.Svg, figure));
        return "\n" + string.Join("\n", XDocument.Load(stream).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())) + "\n";
    }
}
