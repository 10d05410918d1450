using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics payback</c>: when does what is paid today come back.</summary>
internal static class EconomicsPaybackCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("payback", "When does what is paid today come back? The simulated day, month by month, under falling prices (x0.1 a year unless another factor is given) "
            + "and a model that ages; purchase and training as outlay ('economics.ownership', 'economics.payback').");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> years = new("--years") { Description = "how far ahead (default 3)", HelpName = "years" };
        Option<double?> factor = new("--price-factor") { Description = "what is left of every price after a year (default 0.1)", HelpName = "factor" };
        Option<double?> training = new("--training-usd") { Description = "paid today for the model, US dollars (default 0)", HelpName = "usd" };
        Option<double?> half = new("--model-half-life") { Description = "years in which the model loses half of its worth and traffic (default: it does not)", HelpName = "years" };
        command.Add(years);
        command.Add(factor);
        command.Add(training);
        command.Add(half);
        return EconomicsAnswering.Create(command, scenario, "draw what it is worth, month by month", (parsed, asked, probe) =>
        {
            _ = probe.Terms(asked);
            PointResult run = probe.MustRun(asked);
            PaybackChoice choice = asked.Economics?.Payback ?? new PaybackChoice();
            PaybackAnswer answer = PaybackAnswer.Of(run.Economics!, choice with
            {
                Years = parsed.GetValue(years) ?? choice.Years,
                PriceFactorPerYear = parsed.GetValue(factor) ?? choice.PriceFactorPerYear,
                TrainingUsd = parsed.GetValue(training) ?? choice.TrainingUsd,
                ModelHalfLifeYears = parsed.GetValue(half) ?? choice.ModelHalfLifeYears,
            });
            return new EconomicsTable(
                ["month", "revenue_usd", "cash_cost_usd", "cumulative_present_value_usd", "hardware_book_value_usd", "model_value_usd"],
                [.. answer.Months.Select(m => (object?[])[(long)m.Month, m.RevenueUsd, m.CashCostUsd, m.DiscountedUsd, m.HardwareBookUsd, m.ModelValueUsd])],
                [.. answer.Sentences()],
                () => Figure(answer, run.Inputs));
        });
    }

    /// <summary>What a plan is worth, month by month.</summary>
    private static Figure Figure(PaybackAnswer answer, PointInputs inputs) => new()
    {
        Title = $"When {EconomicsFigures.Setup(inputs)} pays back",
        Subtitle = answer.Sentences().First(),
        Series = ["cumulative present value", "revenue of a month", "cash cost of a month"],
        Columns = 2,
        Panels =
        [
            Over(answer, "Present value so far, less the outlay", (0, m => m.DiscountedUsd)),
            Over(answer, "Revenue and cash cost of a month", (1, m => m.RevenueUsd), (2, m => m.CashCostUsd)),
        ],
        Notes = "The last month has what the books say the hardware is still worth.",
        Source = EconomicsFigures.Source(inputs),
    };

    private static CurvePanel Over(PaybackAnswer answer, string title, params (int Series, Func<PaybackMonth, double> Of)[] curves) => new(title, "Months", "US$")
    {
        IsSigned = true,
        XMayBeLog = false,
        YPrefix = "$",
        Curves = [.. curves.Select(c => new FigureCurve(c.Series, [.. answer.Months.Select(m => new FigurePoint(m.Month, c.Of(m)))]))],
    };
}
