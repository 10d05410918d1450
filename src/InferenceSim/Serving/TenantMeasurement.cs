using InferenceSim.Metrics;
using InferenceSim.Scheduling;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>Counts and latencies of one tenant in the measured window.</summary>
/// <param name="terms">What it was promised.</param>
internal sealed class TenantMeasurement(TenantTerms terms)
{
    private readonly LatencyRecorder _ttft = new();
    private readonly LatencyRecorder _tpot = new();
    private readonly LatencyRecorder _e2e = new();
    private readonly LatencyRecorder _queue = new();
    private long _completed;
    private long _rejected;
    private long _cancelled;
    private long _promptTokens;
    private long _cachedTokens;
    private long _outputTokens;
    private long _withinSlo;
    private Int128 _prefillContexts;
    private Int128 _decodeContexts;
    private UnservedDemand _unserved;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _ttft.Clear();
        _tpot.Clear();
        _e2e.Clear();
        _queue.Clear();
        _cancelled = 0;
        _unserved = default;
        (_prefillContexts, _decodeContexts) = (0, 0);
        (_completed, _rejected, _promptTokens, _cachedTokens, _outputTokens, _withinSlo) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>One of its requests ended.</summary>
    /// <returns>Whether it was completed within the SLO.</returns>
    public bool Add(in RequestOutcome outcome)
    {
        _unserved = _unserved.With(outcome);
        if (outcome.Sequence is not { } sequence)
        {
            _rejected++;
            return false;
        }

        if (sequence.IsCancelled)
        {
            _cancelled++;
            return false;
        }

        _completed++;
        _promptTokens += sequence.Request.PromptTokens;
        _cachedTokens += sequence.CachedTokens;
        _outputTokens += sequence.OutputTokens;

        // The first output token comes of the prompt's last step; each later one reads all that came before it.
        (long prompt, long cached, long steps) = (sequence.Request.PromptTokens, sequence.CachedTokens, sequence.OutputTokens - 1);
        _prefillContexts += ((Int128)(prompt - cached) * (prompt + cached - 1)) / 2;
        _decodeContexts += ((Int128)steps * ((2 * prompt) + steps - 1)) / 2;
        _ttft.Add(outcome.Ttft!.Value);
        _e2e.Add(outcome.E2e!.Value);
        _queue.Add(outcome.Queue!.Value);
        SimDuration? tpot = outcome.Tpot;
        if (tpot is { } perToken)
        {
            _tpot.Add(perToken);
        }

        bool within = terms.IsMet(outcome.Ttft!.Value, tpot);
        _withinSlo += within ? 1 : 0;
        return within;
    }

    /// <summary>Its report.</summary>
    public TenantReport Report() => new()
    {
        Terms = terms,
        Completed = _completed,
        Rejected = _rejected,
        Cancelled = _cancelled,
        Unserved = _unserved,
        PromptTokens = _promptTokens,
        CachedPromptTokens = _cachedTokens,
        OutputTokens = _outputTokens,
        PrefillContexts = _prefillContexts,
        DecodeContexts = _decodeContexts,
        Ttft = _ttft.Summarize(),
        Tpot = _tpot.Summarize(),
        E2e = _e2e.Summarize(),
        Queue = _queue.Summarize(),
        CompletedWithinSlo = terms.HasSlo ? _withinSlo : null,
    };
}
