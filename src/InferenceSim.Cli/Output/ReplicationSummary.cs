using System.Globalization;
using InferenceSim.Experiments;
using InferenceSim.Results;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>The replications of one run for people: means, and how far they may be off.</summary>
internal static class ReplicationSummary
{
    private const string IntervalEnding = "_ci95";

    /// <summary>Prints it.</summary>
    public static void Print(PointResult result)
    {
        ConsoleTable.Line(string.Create(
            CultureInfo.InvariantCulture, $"{result.Replications.Count} replications: means, and half the width of their 95% intervals"));
        Table table = ConsoleTable.New();
        table.AddColumn(ConsoleTable.Column("figure"));
        table.AddColumn(ConsoleTable.Column("mean", number: true));
        table.AddColumn(ConsoleTable.Column("±", number: true));
        foreach (ResultColumn interval in ResultColumns.All.Where(c => c.Name.EndsWith(IntervalEnding, StringComparison.Ordinal)))
        {
            string name = interval.Name[..^IntervalEnding.Length];
            if (VaryingInputs.Column(name).Value(result) is double mean)
            {
                table.AddRow([ConsoleTable.Cell(name), ConsoleTable.Cell(Numbers.Short(mean)), ConsoleTable.Cell(Numbers.Short(interval.Value(result) as double?))]);
            }
        }

        ConsoleTable.Out.Write(table);
    }
}
