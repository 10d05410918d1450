using InferenceSim.Serving;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>What a benchmark scenario simulated. The same on every machine.</summary>
/// <param name="Requests">Requests that got all their tokens.</param>
/// <param name="Steps">Engine steps.</param>
/// <param name="PromptTokens">Prompt tokens of those requests, cached ones included.</param>
/// <param name="OutputTokens">Tokens produced.</param>
public readonly record struct BenchmarkCounts(long Requests, long Steps, long PromptTokens, long OutputTokens)
{
    /// <summary>Prompt and output tokens.</summary>
    public long Tokens => PromptTokens + OutputTokens;

    /// <summary>The counts of a run.</summary>
    public static BenchmarkCounts Of(SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new(report.Completed, report.Steps, report.PromptTokens, report.OutputTokens);
    }

    /// <summary>The counts of two runs together.</summary>
    public static BenchmarkCounts operator +(BenchmarkCounts left, BenchmarkCounts right) => new(
        left.Requests + right.Requests, left.Steps + right.Steps, left.PromptTokens + right.PromptTokens, left.OutputTokens + right.OutputTokens);
}
