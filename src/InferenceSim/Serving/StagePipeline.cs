using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// The stages of an engine, each over its share of the layers, which batches pass first in, first out: a batch is at a stage for an equal
/// part of its duration, once it has left the stage before and the batch before it has left this one. One stage is an engine without
/// pipeline parallelism.
/// </summary>
internal sealed class StagePipeline(int stages)
{
    private readonly SimTime[] _left = new SimTime[stages];

    /// <summary>When the latest batch leaves the last stage.</summary>
    public SimTime End => _left[^1];

    /// <summary>How long a batch is at each stage: an equal part, rounded down, of its picoseconds, but some time if it takes any.</summary>
    // Dividing takes longer than all the rest of a step's accounts, so that one stage does without.
    public long TimeAtEach(long picoseconds) => stages == 1 ? picoseconds : Math.Max(picoseconds / stages, Math.Min(picoseconds, 1));

    /// <summary>Lets a batch pass that is there at <paramref name="from"/> and needs <paramref name="picoseconds"/> for all stages together.</summary>
    /// <returns>When it leaves the last stage.</returns>
    public SimTime Pass(SimTime from, long picoseconds)
    {
        SimDuration each = new(TimeAtEach(picoseconds));
        for (int stage = 0; stage < _left.Length; stage++)
        {
            SimTime entered = from > _left[stage] ? from : _left[stage];
            from = _left[stage] = entered + each;
        }

        return from;
    }
}
