using InferenceSim.Economics;
using InferenceSim.Economics.Finance;
using InferenceSim.Models;
using static InferenceSim.Tests.Economics.Checklist.ChecklistAccounts;

namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>Llama-405B on eight H100: the sums of July 2024, what the sceptic forgets, and measured nodes at the same prices.</summary>
internal static class LlamaFigures
{
    private const decimal PrefillCeiling = 11_889, DecodeAt128 = 1_896;

    // 10 input tokens to each of output on the same accelerators: what both leave of a second.
    private const decimal SharedOutput = 1 / ((10m / PrefillCeiling) + (1m / DecodeAt128));

    // MLPerf v5.1 on sixteen H100: 783.13 output tokens/s and 1.22 requests/s of about 9,400 input tokens; half of it is of eight.
    private static readonly ProfitAndLoss s_mlperf = Node(1.22m * 9_400 / 2, 783.13m / 2);

    private static readonly ProfitAndLoss s_jia = Node(3_000, 300);
    private static readonly ProfitAndLoss s_sceptic = Day(8, 0, 26_000_000m / 86_400, 1_000m / 24 / 8, Prices("sceptic/llama-3.1-405b"));

    public static IEnumerable<ChecklistFigure> All =>
    [
        new("1.1", "ms to stream its matrices in fp8 from eight H100", "15.1", () => 1000 * StreamSeconds),
        new("1.1", "tokens/s of one user at most", "66", () => 1 / StreamSeconds),
        new("1.1", "per cent of the memory bandwidth at 30 tokens/s", "45", () => 100 * 30 * StreamSeconds),
        new("1.3", "M tokens a day at 16 : 1, his own example", "440.64", () => Float(Node(4_800, 300).Use.BilledTokens) / 1e6),
        new("1.3", "revenue of it, USD a day", "1233.79", () => Float(Node(4_800, 300).RevenueUsdPerDay)),
        new("1.4", "per cent of the fp8 peak that 3,000 input tokens/s take", "15.3", () => 100 * 2 * 3_000 * Llama405.ActiveParameters / (8 * H100.PeakFlopsPerSecond.Fp8!.Value)),
        new("1.5", "output tokens a day", "25920000", () => Float(s_jia.Use.OutputTokens)),
        new("1.5", "input tokens a day", "259200000", () => Float(s_jia.Use.UncachedInputTokens)),
        new("1.5", "tokens a day", "285120000", () => Float(s_jia.Use.BilledTokens)),
        new("1.6", "revenue, USD a day", "798.34", () => Float(s_jia.RevenueUsdPerDay)),
        new("1.7", "rent, USD a day", "670.08", () => Float(s_jia.CostUsdPerDay)),
        new("1.7", "of it paid whether or not a token is served", "670.08", () => Float(s_jia.FixedUsdPerDay)),
        new("1.8", "profit, USD a day", "128.256", () => Float(s_jia.ProfitUsdPerDay)),
        new("1.8", "gross margin, per cent", "16.07", () => 100 * Float(s_jia.GrossMargin)),
        new("1.8", "break-even price, USD per million tokens", "2.3502", () => Float(s_jia.BreakEvenUsdPerMtok)),
        new("1.8", "break-even part of the traffic, per cent", "83.93", () => 100 * Float(s_jia.BreakEvenLoadFraction)),
        new("1.9", "AWS p5 of 2026-11, USD an hour", "6.88", () => Float(Rent("aws/h100-sxm"))),
        new("1.10", "the sceptic's revenue, USD a day", "78", () => Float(s_sceptic.RevenueUsdPerDay)),
        new("1.10", "of the node's cost, per cent", "7.8", () => 100 * Float(s_sceptic.RevenueUsdPerDay / s_sceptic.CostUsdPerDay)),
        new("1.10", "traffic that would pay the node, times his", "12.8205", () => Float(s_sceptic.BreakEvenLoadFraction)),
        new("1.10", "output alone at Jia's price, USD a day", "72.58", () => Float(Node(0, 300).RevenueUsdPerDay)),
        new("1.14", "value after a year of a model that halves each quarter, per cent", "6.25", () => Depreciation.Exponential(100, 0.25, 1)),
        new("1.x", "GB of weights in bf16", "811.7", () => 2 * Llama405.TotalParameters / 1e9),
        new("1.x", "GB of weights in fp8", "405.9", () => Llama405.TotalParameters / 1e9),
        new("1.x", "bytes of KV cache for a token", "516096", () => 2 * Llama405.KvValuesPerToken!.Value),
        new("1.x", "output tokens/s beside ten times as much input", "731", () => (double)SharedOutput),
        new("1.x", "M tokens a day of that", "694", () => Float(Node(10 * SharedOutput, SharedOutput).Use.BilledTokens) / 1e6) { Percent = 0.1 },
        new("1.x", "revenue of that, USD a day", "1944", () => Float(Node(10 * SharedOutput, SharedOutput).RevenueUsdPerDay)) { Percent = 0.1 },
        new("1.x", "M tokens a day of MLPerf's node", "529", () => Float(s_mlperf.Use.BilledTokens) / 1e6),
        new("1.x", "revenue of it, USD a day", "1482", () => Float(s_mlperf.RevenueUsdPerDay)),
        new("1.x", "break-even price of it, USD per million tokens", "1.27", () => Float(s_mlperf.BreakEvenUsdPerMtok)),
        new("1.x", "revenue at Together's price, USD a day", "997.92", () => Float(Node(3_000, 300, "together/Llama-3.1-405B-Turbo (fp8)").RevenueUsdPerDay)),
        new("1.x", "revenue at OpenRouter's price, USD a day", "228.10", () => Float(Node(3_000, 300, "openrouter/Llama-3.1-405B-instruct").RevenueUsdPerDay)),
        new("1.x", "rent at RunPod community, USD a day", "516.48", () => Float(Day(8, 3_000, 300, CheapestRent("runpod/h100-sxm")).CostUsdPerDay)),
    ];

    private static double StreamSeconds => Llama405.ActiveParameters / 8.0 / H100.MemoryBandwidthBytesPerSecond;
}
