using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics</c>: the profit and loss account of a day, and the questions around it.</summary>
internal static class EconomicsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("economics", "Does it make money? The account of a day of a scenario: revenue, fixed and marginal cost, profit, break-even; "
            + "what somebody assumes ('economics.assumed') beside what the simulation says.");
        ScenarioOptions scenario = new(command, lists: false);
        EconomicsOutput output = new(command, "draw revenue, costs and profit");
        command.Add(EconomicsBreakEvenCommand.Create());
        command.Add(EconomicsPaybackCommand.Create());
        command.Add(EconomicsSensitivityCommand.Create());
        command.Add(EconomicsFrontierCommand.Create());
        command.Add(EconomicsRentOrBuyCommand.Create());
        command.Add(EconomicsDemandCommand.Create());
        command.Add(EconomicsMapCommand.Create());
        command.Add(EconomicsCurvesCommand.Create());
        command.Add(EconomicsFleetCommand.Create());
        command.Add(EconomicsGenerationsCommand.Create());
        return command.WithAction((parsed, cancellation) => Run(parsed, scenario, output, cancellation));
    }

    private static int Run(ParseResult parsed, ScenarioOptions options, EconomicsOutput output, CancellationToken cancellation)
    {
        output.Check(parsed);
        DiskFiles files = new();
        ScenarioProbe probe = new(new ScenarioResolver(files), cancellation);
        ScenarioPlan plan = probe.Plan(options.Single(parsed, files));
        EconomicsTerms terms = Terms(plan);
        RunEconomics? assumed = plan.Assumed is null ? null : terms.Of(plan.Assumed);
        PointResult result = ScenarioRunner.Run(plan, cancellation);
        IReadOnlyList<AlternativeAccount> alternatives = AlternativeAccount.Of(probe, result.Inputs.Scenario);
        IReadOnlyList<AccountRow> rows = AccountReport.Rows(assumed, result, plan, alternatives);
        output.Write(parsed, result.Inputs.Scenario, new EconomicsTable(
            [
                "section", "line", "unit", "assumed", "simulated", "simulated_low", "simulated_high",
                "assumed_quantity", "simulated_quantity", "quantity_unit", "usd_per_unit", "source",
            ],
            [.. rows.Select(Row)],
            AccountAnswer.Sentences(assumed, result),
            () => EconomicsFigures.Account(assumed, result))
        {
            OnTerminal = ["section", "line", "unit", "assumed", "simulated", "simulated_low", "simulated_high"],
        });
        foreach (AlternativeAccount alternative in alternatives.Where(a => a.OwnRun is { Ran: false } or { Economics: null } || a is { OwnRun: null, Terms: null }))
        {
            Console.Error.WriteLine($"infersim: {alternative.Name}: {alternative.OwnRun?.Reason ?? "nobody knows what its accelerators cost"}");
        }

        if (!result.Ran)
        {
            Console.Error.WriteLine($"infersim: {ResultColumns.StatusName(result.Status)}: {result.Reason}");
        }

        return result.Ran ? ExitCode.Ok : ExitCode.Failed;
    }

    private static object?[] Row(AccountRow r) =>
    [
        r.Section, r.Line, r.Unit, (double?)r.Assumed, (double?)r.Simulated, (double?)r.SimulatedLow, (double?)r.SimulatedHigh,
        (double?)r.AssumedQuantity, (double?)r.SimulatedQuantity, r.QuantityUnit, (double?)r.UsdPerUnit, r.Source,
    ];

    /// <summary>The terms of a plan, or why there is no account.</summary>
    internal static EconomicsTerms Terms(ScenarioPlan plan) => plan.Economics
        ?? throw new UsageException($"nobody knows what an hour of {plan.Inputs.Gpu ?? "the accelerators"} costs: give --price, --rental-from or 'economics' with 'rental' or 'ownership'");
}
