using System.Globalization;

namespace InferenceSim.Experiments;

/// <summary>Says in words what a comparison found.</summary>
public static class ComparisonAnswer
{
    /// <summary>Sentences, one a line: which to rent and why, what comes next, what misses the limits, what cannot be run.</summary>
    public static IReadOnlyList<string> Sentences(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        List<string> lines = [];
        ComparisonEntry[] meeting = [.. comparison.Entries.Where(e => e.MeetsLimits)];
        if (meeting.Length == 0)
        {
            lines.Add("None of them meets the limits at any batch that was tried.");
        }
        else
        {
            lines.Add($"Rent {Setup(meeting[0])}: {Figures(meeting[0].Best)}.");
            for (int i = 1; i < meeting.Length; i++)
            {
                lines.Add($"{i + 1}. {Setup(meeting[i])}: {Figures(meeting[i].Best)}{Ratio(meeting[0].Best, meeting[i].Best, comparison.Objective)}.");
            }
        }

        lines.AddRange(Failures(comparison));
        lines.AddRange(Evidence(comparison, "transferred", "efficiencies measured on a relative, not on it"));
        lines.AddRange(Evidence(comparison, "datasheet", "efficiencies guessed from the data sheet: take it as a rough estimate"));
        return lines;
    }

    private static IEnumerable<string> Evidence(Comparison comparison, string evidence, string meaning)
    {
        string[] names = [.. comparison.Entries.Select(e => e.Best.Inputs).Where(i => i.HardwareEvidence == evidence).Select(i => i.Gpu!).Distinct()];
        if (names.Length > 0)
        {
            yield return $"{string.Join(", ", names)}: {meaning}.";
        }
    }

    private static IEnumerable<string> Failures(Comparison comparison)
    {
        foreach (ComparisonEntry entry in comparison.Entries.Where(e => !e.MeetsLimits))
        {
            yield return entry.Best.Ran
                ? $"{Setup(entry)} misses the limits: {entry.Best.Reason}; at its highest throughput {Figures(entry.Best)}."
                : $"{Setup(entry)} cannot be run: {entry.Best.Reason}.";
        }
    }

    private static string Setup(ComparisonEntry entry)
    {
        PointInputs inputs = entry.Best.Inputs;
        Scenario asked = inputs.Scenario;
        string[] choices =
        [
            .. ((string?[])[asked.Pools, inputs.Policy == "vllm" ? null : inputs.Policy, inputs.Router is null ? null : asked.Router]).OfType<string>(),
        ];
        string details = choices.Length == 0 ? "" : $" ({string.Join(", ", choices)})";
        return string.Create(CultureInfo.InvariantCulture, $"{inputs.Gpus ?? 1} x {inputs.Gpu}{details}");
    }

    private static string Figures(PointResult best)
    {
        string cost = best.Mean(r => r.Cost?.OutputUsdPerMillionTokens) is double usd
            ? string.Create(CultureInfo.InvariantCulture, $"{usd:0.000} USD per million output tokens, ")
            : "no price given, ";
        string energy = best.Mean(r => r.Energy?.JoulesPerOutputToken) is double joules
            ? string.Create(CultureInfo.InvariantCulture, $", {joules:0.000} J of the accelerators per output token")
            : "";
        return cost + string.Create(
            CultureInfo.InvariantCulture,
            $"{best.Mean(r => r.Report?.OutputTokensPerSecond):#,##0} output tokens/s at batch {best.Inputs.Batch}, p99 TTFT {best.Mean(r => r.Report?.Ttft.P99Ms):#,##0} ms, p99 TPOT {best.Mean(r => r.Report?.Tpot.P99Ms):0.0} ms") + energy;
    }

    private static string Ratio(PointResult first, PointResult other, ComparisonObjective objective)
    {
        if (objective == ComparisonObjective.Cost
            && first.Mean(r => r.Cost?.OutputUsdPerMillionTokens) is double least and > 0
            && other.Mean(r => r.Cost?.OutputUsdPerMillionTokens) is double cost)
        {
            return string.Create(CultureInfo.InvariantCulture, $"; {cost / least:0.00} times the cost of the first");
        }

        return "";
    }
}
