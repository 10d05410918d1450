namespace InferenceSim.Workloads.Traces;

/// <summary>Lengths without times, as ShareGPT and arXiv statistics are published: num_prefill_tokens, num_decode_tokens, more columns.</summary>
internal sealed class LengthTraceReader(CsvRows rows) : ITraceReader
{
    public TraceFormat Format => TraceFormat.Lengths;

    public int BlockTokens => 0;

    public static bool Matches(CsvRows rows) => rows.Find("num_prefill_tokens") >= 0 && rows.Find("num_decode_tokens") >= 0;

    public IEnumerable<TraceRow> Read()
    {
        using CsvRows closing = rows;
        int prompt = rows.Find("num_prefill_tokens");
        int output = rows.Find("num_decode_tokens");
        while (rows.Read())
        {
            yield return new TraceRow
            {
                Line = rows.Line,
                PromptTokens = rows.Tokens(prompt),
                OutputTokens = rows.Tokens(output),
                Session = -1,
                After = -1,
            };
        }
    }
}
