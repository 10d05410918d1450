namespace InferenceSim.Experiments;

/// <summary>
/// Runs points on all cores and hands their results over in the order of the points, each as soon as it and all before it are done.
/// What is handed over does not depend on the number of threads. A point that fails becomes a row, not the end.
/// </summary>
/// <param name="run">Runs one point; called from several threads at once.</param>
public sealed class SweepRunner(Func<Scenario, CancellationToken, PointResult> run)
{
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
        InOrder results = new(points.Count, emit, finished);
        int next = -1;
        Task[] workers = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, points.Count)).Select(_ => Task.Factory.StartNew(
            () =>
            {
                int index;
                while (!cancellation.IsCancellationRequested && (index = Interlocked.Increment(ref next)) < points.Count)
                {
                    if (RunPoint(points[index], cancellation) is PointResult result)
                    {
                        results.Add(index, result);
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
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

    private PointResult? RunPoint(Scenario point, CancellationToken cancellation)
    {
        try
        {
            return run(point, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new PointResult
            {
                Inputs = new PointInputs { Scenario = point, Model = point.Model, Gpu = point.Gpu, Tp = point.Tp, Batch = point.Batch },
                Status = PointStatus.Error,
                Reason = exception is Simulation.InvalidConfigurationException or UsageException
                    ? exception.Message
                    : $"{exception.GetType().Name}: {exception.Message}",
            };
        }
    }

    /// <summary>Holds results back until all before them are there.</summary>
    private sealed class InOrder(int count, Action<PointResult> emit, Action<int>? finished)
    {
        private readonly PointResult?[] _results = new PointResult?[count];
        private readonly Lock _lock = new();
        private int _next;
        private int _done;

        public int Emitted { get; private set; }

        public void Add(int index, PointResult result)
        {
            lock (_lock)
            {
                _results[index] = result;
                _done++;
                while (_next < _results.Length && _results[_next] is PointResult ready)
                {
                    // Advanced first: a failing emit must not make another thread emit the same row again.
                    _next++;
                    emit(ready);
                    Emitted++;
                }

                finished?.Invoke(_done);
            }
        }

        public void EmitRest()
        {
            for (; _next < _results.Length; _next++)
            {
                if (_results[_next] is PointResult ready)
                {
                    emit(ready);
                    Emitted++;
                }
            }
        }
    }
}
