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

    /// <summary>How many there are.</summary>
    public int Stages => stages;

    /// <summary>When the latest batch leaves the last stage.</summary>
    public SimTime End => _left[^1];

    /// <summary>Lets a batch pass that is there at <paramref name="from"/> and needs <paramref name="picoseconds"/> for all stages together.</summary>
    /// <returns>When it leaves the last stage.</returns>
    public SimTime Pass(SimTime from, long picoseconds)
    {
        SimDuration each = new(picoseconds / stages);
        for (int stage = 0; stage < _left.Length; stage++)
        {
            SimTime entered = from > _left[stage] ? from : _left[stage];
            from = _left[stage] = entered + each;
        }

        return from;
    }
}
