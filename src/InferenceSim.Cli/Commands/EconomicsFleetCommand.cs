using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics fleet</c>: nodes for a day of tokens.</summary>
internal static class EconomicsFleetCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("fleet", "How many nodes does a day of tokens take, what do they cost, what do the tokens earn? For prefill and decode on replicas of their own "
            + "('groups', and 'day' in the scenario's economics); what a service published of itself stands beside.");
        ScenarioOptions scenario = new(command, lists: false);
        return EconomicsAnswering.Create(command, scenario, "draw the nodes, published and simulated", (_, asked, probe) =>
        {
            FleetAnswer answer = FleetAnswer.Of(probe, asked);
            return new EconomicsTable(
                ["item", "unit", "published", "at_published_rates", "simulated", "difference_pct"],
                [.. answer.Lines.Select(l => (object?[])[l.Item, l.Unit, l.Published, l.AtPublishedRates, l.Simulated, l.DifferencePercent])],
                [.. answer.Sentences()],
                () => Figure(answer));
        });
    }

    /// <summary>Nodes of a day, at published and at simulated rates.</summary>
    private static Figure Figure(FleetAnswer answer)
    {
        FleetLine[] nodes = [.. answer.Lines.Where(l => l.Unit == "nodes")];
        return new()
        {
            Title = $"Nodes for a day of tokens: {answer.Decode.Inputs.Model} {answer.Decode.Inputs.WeightPrecision} on {answer.Decode.Inputs.Gpu}",
            Subtitle = string.Join(' ', answer.Sentences()),
            Series = ["simulated", "at published rates"],
            Panels =
            [
                new BarPanel("Nodes, busy all day", "Nodes")
                {
                    Names = [.. nodes.Select(n => n.Item)],
                    Bars =
                    [
                        .. nodes.Select((n, i) => new FigureBar(i, 0, 0, n.Simulated, Nodes(n.Simulated))),
                        .. nodes.SelectMany((n, i) => n.AtPublishedRates is double known ? [new FigureBar(i, 1, 0, known, Nodes(known))] : Array.Empty<FigureBar>()),
                    ],
                },
            ],
            Source = EconomicsFigures.Source(answer.Decode.Inputs),
        };
    }

    private static string Nodes(double nodes) => FormattableString.Invariant($"{nodes:0.0}");
}
