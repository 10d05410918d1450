using System.Globalization;
using InferenceSim.Experiments.Accuracy;

namespace InferenceSim.Experiments.Answers;

/// <summary>Where a scenario breaks even; nowhere and in several places are answers too.</summary>
/// <param name="Knob">What was turned.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Scan">The points that were tried first.</param>
/// <param name="Roots">Where profit is zero.</param>
public sealed record BreakEvenAnswer(
    BreakEvenKnob Knob, string Unit, IReadOnlyList<BreakEvenPoint> Scan, IReadOnlyList<BreakEvenRoot> Roots)
{
    /// <summary>How many: <c>none</c>, <c>one</c> or <c>several</c>.</summary>
    public string Outcome => Roots.Count switch { 0 => "none", 1 => "one", _ => "several" };

    /// <summary>The answer in words, one sentence a line.</summary>
    public IEnumerable<string> Sentences()
    {
        double[] margins = [.. Scan.Select(s => s.Margin).OfType<double>()];
        if (Roots.Count == 0)
        {
            yield return margins.Length == 0
                ? $"No {Name} could be run."
                : Text($"No {Name} from {Scan[0].Value:0.####} to {Scan[^1].Value:0.####} {Unit} breaks even: it {(margins[0] > 0 ? "makes" : "loses")} money at every one that was tried, with margins from {100 * margins.Min():0.0}% to {100 * margins.Max():0.0}%.");
        }

        if (Roots.Count > 1)
        {
            yield return Text($"It breaks even at {Roots.Count} places:");
        }

        foreach (BreakEvenRoot root in Roots)
        {
            yield return Text($"It breaks even at {root.Value:0.####} {Unit}{(root.Pair is { } pair ? Text($" (between batch {pair.Low:0} and {pair.High:0})") : "")}; simulated there, its margin is {Math.Round(100 * root.Margin, 2) + 0.0:0.00}%, busy {100 * root.At.Report!.BusyFraction:0.0}% of the paid time.");
            foreach (string range in Ranges(root))
            {
                yield return range;
            }
        }
    }

    private static IEnumerable<string> Ranges(BreakEvenRoot root)
    {
        if (root.Seeds is { } seeds)
        {
            yield return Text($"95% interval over seeds: {seeds.Low:0.####} to {seeds.High:0.####}.");
        }

        string band = Text($"{100 * ErrorBandTable.Shipped.NominalShare:0}% error band of the prediction");
        if (root.IsLostInBand)
        {
            yield return $"{band}: at its slow end it breaks even nowhere.";
        }
        else if (root.Band is { } ends)
        {
            yield return ends.Low == ends.High
                ? $"{band}: does not move it, arrivals decide the throughput."
                : Text($"{band}: {ends.Low:0.####} to {ends.High:0.####}{(root.Seeds is null ? "" : Text($"; with the seeds {root.Both!.Low:0.####} to {root.Both.High:0.####}"))}.");
        }
    }

    private string Name => Knob switch
    {
        BreakEvenKnob.CacheHit => "cache-hit rate",
        _ => Knob.ToString().ToLowerInvariant(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
