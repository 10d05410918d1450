namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>Where lines of the checklist have their place that no figure of the program's own is told for.</summary>
internal static class ChecklistPlaces
{
    /// <summary>Sums of the note.</summary>
    public static IReadOnlyList<(string Line, string Sum)> Sums { get; } =
    [
        ("0.7", "3.9 * 5 / 51.2 * 100"),
        ("0.8", "10000000 / 100"),
        ("0.8", "540 / 13"),
        ("0.9", "100 / 3.49"),
        ("0.9", "100 / 2.69"),
        ("0.9", "100 / 3.49 / 8"),
        ("1.1", "1 / 30 * 1000"),
        ("1.1", "50.47 / 3350 * 1000"),
        ("1.1", "15.07 / 33.3 * 100"),
        ("1.2", "30 * 10"),
        ("1.2", "2363 / 30"),
        ("1.3", "2048 / 128"),
        ("1.4", "300 * 10"),
        ("1.4", "3000 * 2 * 403.75 / 1000000"),
        ("1.4", "8 * 1200 / 2 / 403.75 * 1000"),
        ("1.4", "3000 / 11889 * 100"),
        ("1.9", "1000 / 24 / 8"),
        ("1.10", "26000000 / 86400"),
        ("1.10", "26 * 3"),
        ("1.x", "783.13 / 2"),
        ("1.x", "1.22 * 9400 / 2"),
        ("3.6", "340 * 1.10"),
        ("3.7", "300 * 0.5 / 0.45"),
        ("3.7", "330 / 375 * 100"),
        ("3.7", "375 - 100"),
        ("3.7", "330 - 275"),
        ("3.8", "2 ^ (25 / 2)"),
        ("3.8", "2 ^ (25 / 1.5)"),
        ("3.8", "2 ^ (25 / 3.7629)"),
        ("4.1", "90 / 40"),
        ("4.1", "90 / 20"),
        ("4.1", "90 / 10"),
        ("4.1", "90 / 5"),
        ("4.3", "15 / 3"),
        ("4.13", "100 * 0.30"),
        ("4.14", "(40 - 25) / 40 * 100"),
        ("4.14", "(40 - 20) / 40 * 100"),
        ("4.15", "1 / 0.4"),
        ("4.20", "9 / 19 * 100"),
        ("4.20", "10 / 19 * 100"),
        ("4.20", "19 - 10"),
        ("4.20", "19 - 9"),
        ("4.20", "19 * 8760 * 0.0663 / 1000"),
        ("4.21", "100 / 50"),
        ("4.21", "100 / 30"),
        ("4.22", "10 ^ (1 / 2)"),
        ("4.22", "10 ^ (1 / 3)"),
        ("4.23", "2000 / 500"),
        ("4.23", "3000 / 500"),
    ];

    /// <summary>Question scenarios, and what of their commands and their output answers the line.</summary>
    public static IReadOnlyList<(string Line, string File, string Prints)> Answers { get; } =
    [
        ("0.1", "04-commodity.json", "profit USD/day"),
        ("0.2", "04-commodity.json", "of it marginal"),
        ("0.3", "04-commodity.json", "of it marginal"),
        ("0.4", "05-flat-or-metered.json", "metered: gross margin"),
        ("0.5", "05-flat-or-metered.json", "user at 95% of usage: cost of tokens at which the fee pays"),
        ("0.6", "10-flops-against-tokens.json", "--output-tokens 300,3000"),
        ("0.10", "03-model-size.json", "7B: profit of a paid accelerator-hour"),
        ("0.11", "04-commodity.json", "deepseek-day.json"),
        ("0.12", "06-layers.json", "edge, Mac there anyway: gross margin"),
        ("0.13", "17-agents.json", "agent, as many tasks: p99 time to first token"),
        ("0.14", "11-idle-cloud.json", "70% empty"),
        ("1.2", "01-llama-405b.json", "output tokens/s at"),
        ("1.11", "01-llama-405b.json", "--over rate"),
        ("1.12", "04-commodity.json", "input of a prefill node, cached included tokens/s"),
        ("1.13", "03-model-size.json", "70B: profit of a paid accelerator-hour"),
        ("1.15", "14-training-payback.json", "the accelerators are given back"),
        ("1.16", "03-model-size.json", "7B best price"),
        ("1.18", "14-training-payback.json", "A training spend of up to"),
        ("2.2", "06-layers.json", "MaaS: gross margin"),
        ("2.3", "06-layers.json", "solution: gross margin"),
        ("2.4", "06-layers.json", "edge, phone there anyway: gross margin"),
        ("2.5", "06-layers.json", "IaaS: gross margin"),
        ("2.6", "07-self-use.json", "return on all costs"),
        ("2.8", "14-training-payback.json", "In month 2 it would earn less than it costs to run"),
        ("2.9", "07-self-use.json", "half used inside: profit"),
        ("3.2", "09-as-cheap-as-search.json", "--over batch"),
        ("3.5", "01-llama-405b.json", "hangs most on this"),
        ("3.9", "08-custom-silicon.json", "trainium3,inferentia2"),
        ("3.11", "03-model-size.json", "economics demand"),
        ("4.2", "17-agents.json", "agent, as many tasks: resolved tasks"),
        ("4.4", "18-rent-or-buy.json", "3 years: rent"),
        ("4.5", "18-rent-or-buy.json", "6 years: buy"),
        ("4.6", "17-agents.json", "agent, as many tasks: p99 time to first token"),
        ("4.17", "15-negative-margin.json", "The newest model of each date"),
        ("4.19", "14-training-payback.json", "economics payback"),
        ("4.24", "05-flat-or-metered.json", "metered: gross margin"),
        ("4.29", "06-layers.json", "MaaS: gross margin"),
        ("4.30", "17-agents.json", "cost of a resolved task"),
    ];

    /// <summary>
    /// Lines that nothing answers: a guessed ranking without numbers, market values, growth of a market, customer acquisition, how a company is financed,
    /// what research is worth, margins of chip vendors and yields. A user can put what follows from them into prices, rates and costs.
    /// </summary>
    public static IReadOnlyList<string> Unanswered { get; } =
    [
        "2.7", "2.10", "2.11", "3.4", "3.10", "3.12", "3.13", "3.14", "4.11", "4.25", "4.26", "4.27", "4.28",
    ];
}
