using System.Text.Json;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>Rows and sums of public traces against counts made by other programs (expected/parse_checks.json).</summary>
public sealed class TraceParseCheckTests
{
    [TestCase("azure/AzureLLMInferenceTrace_conv.csv")]
    [TestCase("azure/AzureLLMInferenceTrace_code.csv")]
    [TestCase("azure/azure2024_conv_1week.head5.csv")]
    [TestCase("azure/azure2024_code_1week.head5.csv")]
    [TestCase("azure/azure2025_multimodal.head5.csv")]
    [TestCase("burstgpt/BurstGPT_1.head33.csv")]
    [TestCase("burstgpt/BurstGPT_3.head4.csv")]
    [TestCase("sharegpt/sharegpt_8k_filtered_stats_llama2_tokenizer.csv")]
    [TestCase("sharegpt/sharegpt_V3_format_lens.csv")]
    [TestCase("arxiv-summarization/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv")]
    [TestCase("mooncake/conversation_trace.jsonl")]
    [TestCase("mooncake/conversation_head2000.jsonl")]
    [TestCase("mooncake/mooncake_arxiv_trace.slice20.jsonl")]
    [TestCase("mooncake/toolagent_HYBRID.jsonl.gz")]
    [TestCase("mooncake/toolagent_HYBRID_head2000.jsonl")]
    [TestCase("weka-agentic/agentic_merged_40s_blk512.jsonl.gz")]
    [TestCase("qwen-bailian/qwen_format_sample.jsonl")]
    public void RowsAndSumsAgree(string file)
    {
        string path = SharedData.Require("traces/" + file);
        using JsonDocument checks = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("traces/expected/parse_checks.json")));
        JsonElement expected = checks.RootElement.GetProperty(file);
        using FileStream stream = File.OpenRead(path);
        List<TraceRow> rows = [.. TraceFile.ReadRows(stream, file)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows, Has.Count.EqualTo(expected.GetProperty("rows").GetInt32()));
            Assert.That(rows.Sum(r => (long)r.PromptTokens), Is.EqualTo(Sum(expected, "input_length", "ContextTokens", "Request tokens", "num_prefill_tokens")));
            Assert.That(rows.Sum(r => (long)r.OutputTokens), Is.EqualTo(Sum(expected, "output_length", "GeneratedTokens", "Response tokens", "num_decode_tokens")));
            if (expected.TryGetProperty("sum_hash_ids_len", out JsonElement blocks))
            {
                IEnumerable<ulong> ids = rows.SelectMany(r => r.Content ?? []).Select(s => s.Stream);
                Assert.That(ids.Count(), Is.EqualTo(blocks.GetInt32()));
                Assert.That(ids.Distinct().Count(), Is.EqualTo(expected.GetProperty("distinct_hash_ids").GetInt32()));
                double unit = file.StartsWith("qwen", StringComparison.Ordinal) ? 1e12 : 1e9;
                Assert.That((double)rows[0].Time!.Value / unit, Is.EqualTo(expected.GetProperty("first_timestamp").GetDouble()));
                Assert.That((double)rows[^1].Time!.Value / unit, Is.EqualTo(expected.GetProperty("last_timestamp").GetDouble()));
            }
        }
    }

    [TestCase("azure/AzureLLMInferenceTrace_conv.csv", 19_366, 100)]
    [TestCase("mooncake/conversation_trace.jsonl", 12_031, 300)]
    public void LargeTracesLoadQuickly(string file, int rows, int milliseconds)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("traces/" + file));
        Assert.That(TraceFile.Load(new MemoryStream(bytes), file).Requests, Has.Count.EqualTo(rows)); // compiles the code

        // The best of several, since other programs share the machine.
        double best = Enumerable.Range(0, 5).Min(_ =>
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            TraceFile.Load(new MemoryStream(bytes), file);
            return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });
        TestContext.Out.WriteLine($"{file}: {best:0.0} ms");
        Assert.That(best, Is.LessThan(milliseconds));
    }

    private static long Sum(JsonElement expected, params string[] names) =>
        names.Select(n => expected.TryGetProperty("sum_" + n, out JsonElement sum) ? sum.GetInt64() : (long?)null).First(s => s is not null)!.Value;
}
