namespace InferenceSim.Workloads.Traces;

/// <summary>Azure LLM inference traces: 2023 (no zone), 2024 (offset), 2025 multimodal (ISO 8601, and NumImages, which is left out).</summary>
internal sealed class AzureTraceReader(CsvRows rows) : ITraceReader
{
    public TraceFormat Format => TraceFormat.Azure;

    public int BlockTokens => 0;

    public static bool Matches(CsvRows rows) => rows.Find("TIMESTAMP") >= 0 && rows.Find("ContextTokens") >= 0 && rows.Find("GeneratedTokens") >= 0;

    public IEnumerable<TraceRow> Read()
    {
        using CsvRows closing = rows;
        int time = rows.Find("TIMESTAMP");
        int prompt = rows.Find("ContextTokens");
        int output = rows.Find("GeneratedTokens");
        while (rows.Read())
        {
            yield return new TraceRow
            {
                Line = rows.Line,
                Time = rows.Moment(time),
                PromptTokens = rows.Tokens(prompt),
                OutputTokens = rows.Tokens(output),
                Session = -1,
                After = -1,
            };
        }
    }
}
