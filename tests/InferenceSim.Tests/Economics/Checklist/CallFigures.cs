using static InferenceSim.Tests.Economics.Checklist.ChecklistAccounts;

namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>A call of a closed model against a web search, what a FLOP costs, and dated prices.</summary>
internal static class CallFigures
{
    public static IEnumerable<ChecklistFigure> All =>
    [
        .. Call("openai/gpt-4", 2_048, 128, "0.0691", "23", "35"),
        .. Call("openai/gpt-4", 1_000, 500, "0.06", "20", "30"),
        .. Call("openai/gpt-4", 8_000, 1_000, "0.30", "100", "150"),
        .. Call("openai/gpt-4", 300, 100, "0.015", "5", "7.5"),
        .. Call("openai/gpt-4o", 2_048, 128, null, "2.1", "3.2"),
        .. Call("openai/gpt-5", 2_048, 128, null, "1.3", "1.9"),
        .. Call("deepseek/deepseek-v4-flash", 2_048, 128, null, "0.11", "0.16"),
        Flop("h100-sxm", CheapestRent("runpod/h100-sxm"), "2.72"),
        Flop("b200-sxm", CheapestRent("runpod/b200-sxm@2026-08"), "2.66"),
        Flop("a100-80-sxm", 1.79m, "5.74"),
        Input("0.11", "deepseek/deepseek-reasoner (R1)", "0.55"),
        Input("0.11", "fireworks/deepseek-r1-0528", "3"),
        Input("0.11", "nebius/deepseek-ai/DeepSeek-R1-0528", "0.8"),
        Input("0.11", "novita/deepseek/deepseek-r1", "4"),
        Input("0.11", "crusoe/DeepSeek-R1", "1.35"),
        Output("0.11", "deepseek/deepseek-reasoner (R1)", "2.19"),
        Output("0.11", "fireworks/deepseek-r1-0528", "8"),
        Output("0.11", "nebius/deepseek-ai/DeepSeek-R1-0528", "2.4"),
        Output("0.11", "novita/deepseek/deepseek-r1", "4"),
        Output("0.11", "crusoe/DeepSeek-R1", "5.40"),
        Input("4.17", "openai/gpt-4@2023-03", "30"),
        Output("4.17", "openai/gpt-4@2023-03", "60"),
        Input("4.17", "openai/gpt-5.5", "5"),
        Output("4.17", "openai/gpt-5.5", "30"),
        Input("4.17", "anthropic/claude-3-opus", "15"),
        Output("4.17", "anthropic/claude-3-opus", "75"),
        Input("4.17", "anthropic/claude-opus-5", "5"),
        Output("4.17", "anthropic/claude-opus-5", "25"),
        Input("4.18", "openai/davinci (GPT-3)@2022", "20"),
        Input("4.18", "openai/gpt-3.5-turbo@2023", "2"),
        Input("4.18", "openai/gpt-3.5-turbo", "0.5"),
        Output("4.18", "openai/gpt-3.5-turbo", "1.5"),
    ];

    /// <summary>What a call costs, and how many searches: of the dearer one at least, of the cheaper one at most.</summary>
    private static IEnumerable<ChecklistFigure> Call(string model, int input, int output, string? usd, string least, string most)
    {
        decimal call = Prices(model).RevenueUsd(input, 0, output);
        string name = $"{model}, {input} + {output} tokens";
        if (usd is not null)
        {
            yield return new ChecklistFigure("3.1", $"{name}: USD", usd, () => (double)call);
        }

        yield return new ChecklistFigure("3.1", $"{name}: searches at least", least, () => Float(call / Fact("/cost of one web search query (other MS estimate)").Value));
        yield return new ChecklistFigure("3.1", $"{name}: searches at most", most, () => Float(call / Fact("/cost of one web search query").Value));
    }

    private static ChecklistFigure Flop(string gpu, decimal usdPerHour, string told) => new(
        "3.3", $"{gpu}: USD for an hour of a bf16 PFLOP/s", told,
        () => (double)usdPerHour / (InferenceSim.Hardware.AcceleratorCatalog.Find(gpu).PeakFlopsPerSecond.Bf16!.Value / 1e15));

    private static ChecklistFigure Input(string line, string name, string told) => new(line, $"{name}: USD per million input tokens", told, () => (double)Prices(name).InputUsdPerMtok);

    private static ChecklistFigure Output(string line, string name, string told) => new(line, $"{name}: USD per million output tokens", told, () => (double)Prices(name).OutputUsdPerMtok);
}
