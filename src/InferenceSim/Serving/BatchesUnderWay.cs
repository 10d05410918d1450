using InferenceSim.Scheduling;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>The batches of an engine that are scheduled and whose output is not there yet, in order. Batch objects are used again.</summary>
/// <param name="state">The engine.</param>
internal sealed class BatchesUnderWay(EngineState state)
{
    private readonly Queue<ScheduledBatch> _batches = new();
    private readonly Stack<ScheduledBatch> _spare = new();

    /// <summary>How many may be under way before the engine waits for the oldest.</summary>
    public int Depth { get; } = state.IsAsync ? 2 : state.Options.PipelineStages;

    /// <summary>How many are under way.</summary>
    public int Count => _batches.Count;

    /// <summary>The oldest, or <c>null</c> if there is none.</summary>
    public ScheduledBatch? Oldest => _batches.TryPeek(out ScheduledBatch? oldest) ? oldest : null;

    /// <summary>Whether somebody ends with one of them.</summary>
    public bool EndSomebody
    {
        get
        {
            foreach (ScheduledBatch batch in _batches)
            {
                if (batch.Finishing.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Begins a step, or several of which the batch given will hold the last.</summary>
    public ScheduledBatch Begin(long steps = 1)
    {
        ScheduledBatch batch = _spare.TryPop(out ScheduledBatch? spare) ? spare : state.NewBatch();
        state.Begin(batch, steps);
        return batch;
    }

    /// <summary>A batch that was begun is under way.</summary>
    public void Add(ScheduledBatch batch) => _batches.Enqueue(batch);

    /// <summary>Takes the oldest, whose output is there.</summary>
    public ScheduledBatch Take() => _batches.Dequeue();

    /// <summary>Nobody needs a batch any more.</summary>
    public void GiveBack(ScheduledBatch batch) => _spare.Push(batch);

    /// <summary>The one with a number.</summary>
    public ScheduledBatch this[long number]
    {
        get
        {
            foreach (ScheduledBatch batch in _batches)
            {
                if (batch.Number == number)
                {
                    return batch;
                }
            }

            throw new InvalidOperationException($"batch {number} is not under way");
        }
    }
}
