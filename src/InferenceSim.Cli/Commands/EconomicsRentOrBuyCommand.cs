using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics rentbuy</c>: rent or buy.</summary>
internal static class EconomicsRentOrBuyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("rentbuy", "Rent or buy, over lives of three to six years? Needs 'rent_or_buy' in the scenario's economics, with 'ownership'; electricity is that of the simulated day.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> factor = new("--rent-factor") { Description = "what is left of the rent after a year (default 1, it stays)", HelpName = "factor" };
        factor.Validators.Add(result =>
        {
            if (result.GetValue(factor) is <= 0)
            {
                result.AddError("--rent-factor: a number above 0 is expected");
            }
        });
        command.Add(factor);
        return EconomicsAnswering.Create(command, scenario, "draw the level cost of an hour over the life", (parsed, asked, probe) =>
        {
            RentOrBuyChoice choice = asked.Economics?.RentOrBuy
                ?? throw new UsageException("say what owning costs: \"economics\": {\"rent_or_buy\": {\"ownership\": {\"capex_usd_per_gpu\": ..., \"life_years\": ...}}}");
            choice = choice with { Ownership = probe.Owned(asked, choice.Ownership), RentFactorPerYear = parsed.GetValue(factor) ?? choice.RentFactorPerYear };
            ScenarioPlan plan = probe.Plan(asked);
            string[] kinds = [.. plan.Groups.Select(g => FormattableString.Invariant($"{g.Name} on {g.Replica.Inputs.Gpu ?? "accelerators"} at {g.Replica.Price?.UsdPerGpuHour} USD")).DistinctBy(k => k[k.IndexOf(" on ", StringComparison.Ordinal)..])];
            if (kinds.Length > 1)
            {
                throw new UsageException($"rentbuy compares one kind of accelerator at one rent, and the groups differ ({string.Join(", ", kinds)}): ask it of a scenario for each");
            }

            decimal rent = choice.RentUsdPerGpuHour ?? (decimal)(plan.Price?.UsdPerGpuHour ?? throw new UsageException("say what renting costs: --price, --rental-from or 'rent_usd_per_gpu_hour'"));
            RentOrBuyAnswer answer = RentOrBuyAnswer.Of(probe.MustRun(asked).Economics!.Account.Use, choice, rent);
            return new EconomicsTable(
                ["life_years", "rent_usd_per_gpu", "own_usd_per_gpu", "rent_usd_per_gpu_hour", "own_usd_per_gpu_hour", "break_even_rent_usd_per_gpu_hour", "break_even_hours_share", "cheaper"],
                [.. answer.Lives.Select(l => (object?[])[l.LifeYears, l.RentUsd, l.OwnUsd, l.RentUsdPerGpuHour, l.OwnUsdPerGpuHour, l.BreakEvenRentUsdPerGpuHour, l.BreakEvenHoursShare, l.OwnUsd < l.RentUsd ? "buy" : "rent"])],
                [.. answer.Sentences()],
                () => Figure(answer, plan.Inputs));
        });
    }

    /// <summary>Level cost of an hour over the life.</summary>
    private static Figure Figure(RentOrBuyAnswer answer, PointInputs inputs) => new()
    {
        Title = $"Rent or buy: {inputs.Gpu}",
        Subtitle = answer.Sentences().First(),
        Series = ["rent", "own", "rent of today at which both are equal"],
        Panels =
        [
            new CurvePanel("Level cost of an accelerator-hour", "Life (years)", "US$ per accelerator-hour")
            {
                YPrefix = "$",
                XMayBeLog = true,
                Curves =
                [
                    new FigureCurve(0, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.RentUsdPerGpuHour))]),
                    new FigureCurve(1, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.OwnUsdPerGpuHour))]),
                    new FigureCurve(2, [.. answer.Lives.Select(l => new FigurePoint(l.LifeYears, l.BreakEvenRentUsdPerGpuHour))], IsDashed: true),
                ],
            },
        ],
        Source = EconomicsFigures.Source(inputs),
    };
}
