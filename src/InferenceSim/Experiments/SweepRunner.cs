namespace InferenceSim.Experiments;

/// <summary>
/// Runs points on all cores and hands their results over in the order of the points, each as soon as it and all before it are done.
/// Replications of a point are runs of their own, so that they keep all cores busy too. What is handed over does not depend on the number
/// of threads. A point that fails becomes a row, not the end.
/// </summary>
/// <param name="run">Runs one point, or one replication of it; called from several threads at once.</param>
/// <param name="threads">Threads that run points; 0 for one on each core.</param>
public sealed class SweepRunner(Func<Scenario, CancellationToken, PointResult> run, int threads = 0)
{
    /// <summary>Whether the replications of a point are runs of their own; otherwise the point is run once and plays them itself.</summary>
    public bool PartsReplications { get; init; } = true;

    /// <summary>Runs all points.</summary>
    /// <param name="points">What to run.</param>
    /// <param name="emit">Takes the results in order; never called by two threads at once.</param>
    /// <param name="finished">Told how many points are done, whenever one is; may be called while others run.</param>
    /// <param name="cancellation">Ends the runs early; every point that was finished is emitted first.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before all points were done.</exception>
    public void Run(
        IReadOnlyList<Scenario> points, Action<PointResult> emit, Action<int>? finished = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(emit);
        RunQueue queue = new(points, RunsOf);
        OrderedResults results = new(points, RunsOf, emit, finished);
        int workers = Math.Min(threads == 0 ? Environment.ProcessorCount : threads, queue.MostRuns);
        Task[] tasks = [.. Enumerable.Range(0, workers).Select(_ => Task.Factory.StartNew(
            () => Work(queue, results, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(tasks, CancellationToken.None);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.Count > 0)
        {
            // Only emitting can fail here (a full disk, a closed pipe): the caller wants that failure itself.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        results.EmitRest();
        if (results.Emitted < points.Count)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private int RunsOf(Scenario point) => PartsReplications ? point.Replications ?? 1 : 1;

    private void Work(RunQueue queue, OrderedResults results, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested && queue.TryTake(out int point, out Scenario? scenario))
            {
                if (RunOne(scenario, cancellation) is PointResult result)
                {
                    results.Add(point, result);
                }
            }
        }
        catch
        {
            queue.Close(); // what cannot be handed over need not be run
            throw;
        }
    }

    private PointResult? RunOne(Scenario scenario, CancellationToken cancellation)
    {
        try
        {
            return run(scenario, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new PointResult
            {
                Inputs = new PointInputs
                {
                    Scenario = scenario,
                    Model = scenario.Model,
                    Gpu = scenario.Gpu,
                    Tp = scenario.Tp,
                    Batch = scenario.Batch,
                    Replications = scenario.Replications ?? 1,
                },
                Status = PointStatus.Error,
                Reason = exception is Simulation.InvalidConfigurationException or UsageException
                    ? exception.Message
                    : $"{exception.GetType().Name}: {exception.Message}",
            };
        }
    }

    /// <summary>Gives out the runs in order: all replications of a point before the next point.</summary>
    private sealed class RunQueue(IReadOnlyList<Scenario> points, Func<Scenario, int> runsOf)
    {
        private readonly Lock _lock = new();
        private int _point;
        private int _replication;

        /// <summary>Threads that could have work at once.</summary>
        public int MostRuns { get; } = (int)Math.Min(int.MaxValue, points.Sum(p => (long)runsOf(p)));

        public bool TryTake(out int point, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Scenario? scenario)
        {
            lock (_lock)
            {
                point = _point;
                scenario = point < points.Count ? points[point] : null;
                if (scenario is null)
                {
                    return false;
                }

                scenario = _replication == 0 ? scenario : scenario with { Replication = _replication };
                if (++_replication == runsOf(scenario))
                {
                    _point++;
                    _replication = 0;
                }

                return true;
            }
        }

        public void Close()
        {
            lock (_lock)
            {
                _point = points.Count;
            }
        }
    }

    /// <summary>Makes rows of the runs and holds them back until all before them are there.</summary>
    private sealed class OrderedResults(
        IReadOnlyList<Scenario> points, Func<Scenario, int> runsOf, Action<PointResult> emit, Action<int>? finished)
    {
        private readonly PointResult?[] _rows = new PointResult?[points.Count];
        private readonly Dictionary<int, List<PointResult>> _replications = [];
        private readonly Lock _lock = new();
        private int _next;
        private int _done;

        public int Emitted { get; private set; }

        public void Add(int point, PointResult result)
        {
            lock (_lock)
            {
                if (Complete(point, result) is not PointResult row)
                {
                    return;
                }

                _rows[point] = row;
                _done++;
                while (_next < _rows.Length && _rows[_next] is not null)
                {
                    EmitNext();
                }

                finished?.Invoke(_done);
            }
        }

        public void EmitRest()
        {
            while (_next < _rows.Length)
            {
                EmitNext();
            }
        }

        private PointResult? Complete(int point, PointResult result)
        {
            int replications = runsOf(points[point]);
            if (replications == 1)
            {
                return result;
            }

            if (!_replications.TryGetValue(point, out List<PointResult>? runs))
            {
                _replications.Add(point, runs = []);
            }

            runs.Add(result);
            if (runs.Count < replications)
            {
                return null;
            }

            _replications.Remove(point);
            runs.Sort(static (a, b) => a.Inputs.Scenario.Replication.CompareTo(b.Inputs.Scenario.Replication));
            return ReplicatedPoint.Of(runs);
        }

        private void EmitNext()
        {
            PointResult? row = _rows[_next];
            _rows[_next] = null; // a long sweep need not remember what was handed over

            // Advanced first: a failing emit must not make another thread emit the same row again.
            _next++;
            if (row is not null)
            {
                emit(row);
                Emitted++;
            }
        }
    }
}
