using System.Globalization;
using InferenceSim.Economics.Revenues;
using InferenceSim.Serving;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// How many nodes a day of tokens takes when prefill and decode run on replicas of their own, what they cost and what the tokens earn. Each
/// side is simulated with as many users as keep it busy and with so much of the other side that only it limits; the day's tokens over its
/// tokens in a busy second are the nodes, spread evenly over the day.
/// </summary>
/// <param name="Lines">The figures.</param>
/// <param name="Prefill">The run that prefill limits.</param>
/// <param name="Decode">The run that decode limits.</param>
public sealed record FleetAnswer(IReadOnlyList<FleetLine> Lines, PointResult Prefill, PointResult Decode)
{
    // So many times its replicas has the side that is not looked at.
    private const int Ample = 64;

    // Users beyond the places of a side, so that it never waits for one.
    private const double Pressure = 1.1;

    private const double SecondsPerDay = 86_400;
    private const double HoursPerDay = 24;
    private const double Million = 1e6;

    /// <summary>The answer for the day in <paramref name="scenario"/>'s economics.</summary>
    /// <exception cref="UsageException">It has no day, no prefill and decode groups, or nobody knows what an accelerator or a token costs.</exception>
    public static FleetAnswer Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        TokenDay day = scenario.Economics?.Day
            ?? throw new UsageException("say what the day has to serve: \"economics\": {\"day\": {\"input_tokens\": ..., \"cached_input_tokens\": ..., \"output_tokens\": ...}}");
        if (scenario.Groups?.Any(g => g.Role == GroupRole.Decode) != true)
        {
            throw new UsageException("economics fleet needs groups of replicas with the roles prefill and decode");
        }

        TokenPriceList prices = probe.Terms(scenario).Prices
            ?? throw new UsageException("nobody knows what a token sells for: give --input-price and --output-price, or --prices-from");

        // A prompt that is answered with one token never leaves the prefill side.
        (PointResult prefill, GroupResult prefills) = Busy(probe, scenario with { OutputTokens = "1" }, GroupRole.Prefill);
        (PointResult decode, GroupResult decodes) = Busy(probe, scenario, GroupRole.Decode);
        double inputRate = prefill.Report!.PromptTokens / NodesOfReplica(prefills, day) / prefills.Report.BusyTime.Seconds;
        double outputRate = decodes.Report.OutputTokens / NodesOfReplica(decodes, day) / decodes.Report.BusyTime.Seconds;
        double usdPerNodeDay = HoursPerDay * day.AcceleratorsPerNode
            * (decodes.Cost ?? throw new UsageException("nobody knows what an hour of the accelerators costs: give --price")).Price.UsdPerGpuHour;
        return new FleetAnswer([.. Figures(day, prices, inputRate, outputRate, usdPerNodeDay, decodes)], prefill, decode);
    }

    /// <summary>The answer in words.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return "Every side is as busy as can be all day: a service whose traffic has hours pays for its peak.";
        if (Lines[0].DifferencePercent is double prefill && Lines[1].DifferencePercent is double decode)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Against what is published, a simulated prefill node does {prefill:+0;-0}% of tokens, a decode node {decode:+0;-0}%.");
        }
    }

    private static IEnumerable<FleetLine> Figures(
        TokenDay day, TokenPriceList prices, double inputRate, double outputRate, double usdPerNodeDay, GroupResult decodes)
    {
        PublishedDay said = day.Published ?? new PublishedDay();
        double revenue = Revenue(day, prices);
        (double Simulated, double? Published) prefillNodes = Needed((double)day.InputTokens, inputRate, said.InputTokensPerSecondPerPrefillNode);
        (double Simulated, double? Published) decodeNodes = Needed((double)day.OutputTokens, outputRate, said.OutputTokensPerSecondPerDecodeNode);
        double nodes = prefillNodes.Simulated + decodeNodes.Simulated;
        double? nodesSaid = prefillNodes.Published + decodeNodes.Published;
        double cost = nodes * usdPerNodeDay;
        double? costSaid = nodesSaid * usdPerNodeDay;
        yield return new("input of a prefill node, cached included", "tokens/s", said.InputTokensPerSecondPerPrefillNode, null, inputRate);
        yield return new("output of a decode node", "tokens/s", said.OutputTokensPerSecondPerDecodeNode, null, outputRate);
        yield return new("output for one user", "tokens/s", null, null, 1000 / decodes.Report.Tpot.MeanMs ?? 0);
        yield return new("prefill nodes", "nodes", null, prefillNodes.Published, prefillNodes.Simulated);
        yield return new("decode nodes", "nodes", null, decodeNodes.Published, decodeNodes.Simulated);
        yield return new("nodes", "nodes", said.Nodes, nodesSaid, nodes);
        yield return new("cost", "USD/day", said.CostUsd, costSaid, cost);
        yield return new("revenue", "USD/day", said.RevenueUsd, revenue, revenue);
        yield return new("profit", "USD/day", said.RevenueUsd - said.CostUsd, revenue - costSaid, revenue - cost);
        yield return new("profit over cost", "%", Percent(said.RevenueUsd - said.CostUsd, said.CostUsd), Percent(revenue - costSaid, costSaid), (revenue - cost) / cost * 100);
        yield return new("gross margin", "%", Percent(said.RevenueUsd - said.CostUsd, said.RevenueUsd), Percent(revenue - costSaid, revenue), (revenue - cost) / revenue * 100);
    }

    private static double? Percent(double? part, double? of) => part / of * 100;

    private static (double Simulated, double? Published) Needed(double tokens, double rate, double? published) =>
        (tokens / SecondsPerDay / rate, tokens / SecondsPerDay / published);

    // Busy time is the sum over replicas, so that tokens over it are those of one.
    private static double NodesOfReplica(GroupResult group, TokenDay day) => (double)group.Plan.AcceleratorsPerReplica / day.AcceleratorsPerNode;

    private static double Revenue(TokenDay day, TokenPriceList prices)
    {
        decimal cached = prices.CachedInputUsdPerMtok ?? prices.InputUsdPerMtok;
        return (double)(((day.InputTokens - day.CachedInputTokens) * prices.InputUsdPerMtok)
            + (day.CachedInputTokens * cached)
            + (day.OutputTokens * prices.OutputUsdPerMtok)) / Million;
    }

    private static (PointResult Run, GroupResult Group) Busy(ScenarioProbe probe, Scenario scenario, GroupRole role)
    {
        Scenario asked = ScenarioProbe.Full(scenario) with
        {
            Groups = [.. scenario.Groups!.Select(g => g.Role == role ? g : g with { Replicas = g.Replicas * Ample })],
        };
        long places = probe.Plan(asked).Groups.Where(g => g.Role == role).Sum(g => (long)g.Replicas * g.Replica.Engine!.MaxSequences);
        PointResult run = probe.MustRun(asked with { Concurrency = (int)Math.Ceiling(places * Pressure) });
        return (run, run.Groups.First(g => g.Plan.Role == role));
    }
}
