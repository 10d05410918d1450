using InferenceSim.Scheduling;

namespace InferenceSim.Serving;

/// <summary>
/// Notices that an engine runs but brings nobody forward (sequences that preempt each other for ever): a thousand steps in a row that
/// neither gave an output token nor brought the tokens held by running sequences above their highest level since the last one.
/// </summary>
internal sealed class StallGuard
{
    private const int Patience = 1000;
    private int _steps;
    private long _highest;

    /// <summary>Whether patience is at its end.</summary>
    public bool IsStalled => _steps >= Patience;

    /// <summary>After steps that gave tokens.</summary>
    public void OnProgress()
    {
        _steps = 0;
        _highest = 0;
    }

    /// <summary>After one step.</summary>
    public void OnStep(EngineState state, bool gaveTokens)
    {
        if (gaveTokens)
        {
            OnProgress();
            return;
        }

        long held = 0;
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            held += sequence.Computed + (sequence.InCohort ? state.Cohort.Counter : 0);
        }

        _steps = held > _highest ? 0 : _steps + 1;
        _highest = Math.Max(_highest, held);
    }
}
