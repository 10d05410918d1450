using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;

namespace InferenceSim.Cli.Commands;

/// <summary>What the commands under <c>infersim economics</c> share that answer a question by simulating.</summary>
internal static class EconomicsAnswering
{
    /// <summary>A command that answers with one scenario.</summary>
    public static Command Create(
        Command command, ScenarioOptions options, string picture, Func<ParseResult, Scenario, ScenarioProbe, EconomicsTable> answer)
    {
        EconomicsOutput output = new(command, picture);
        return command.WithAction((parsed, cancellation) =>
        {
            output.Check(parsed);
            DiskFiles files = new();
            Scenario scenario = options.Single(parsed, files);
            output.Write(parsed, scenario, answer(parsed, scenario, new ScenarioProbe(new ScenarioResolver(files), cancellation)));
            return ExitCode.Ok;
        });
    }

    /// <summary>Names once what has no price, so that an empty cell is no riddle.</summary>
    public static string[] Unpriced(IEnumerable<PointResult> runs)
    {
        string[] names = [.. runs.Where(r => r.Ran && r.Cost is null).Select(r => r.Inputs.Gpu ?? "the accelerators").Distinct()];
        if (names.Length > 0)
        {
            Console.Error.WriteLine($"infersim: no price is known for {string.Join(", ", names)}: its cost is empty; give --price");
        }

        return [];
    }
}
