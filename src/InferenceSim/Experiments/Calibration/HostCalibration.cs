using System.Globalization;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// Stage 2 of calibration: the host terms of each engine generation, from published serving measurements, with everything else frozen. Every
/// trial plays the rows through the simulator itself. Damped least squares (Levenberg-Marquardt) on ln(predicted / measured) of mean TPOT,
/// output throughput and mean TTFT, in the logarithms of the parameters; groups of rows count equally, an error beyond 10% pulls no
/// harder than one of 10%, and one beyond half as much again not at all: what some rows were measured under and do not tell must not move the
/// terms. All generations are moved at once,
/// since a row depends on one of them only.
/// </summary>
public sealed class HostCalibration
{
    private const double LargeError = 0.1; // ln 1.1
    private const double CountedError = 0.4; // ln 1.5
    private const double LogStep = 0.2;
    private const int Digits = 3;

    private static readonly Dictionary<string, double> s_metrics = new(StringComparer.Ordinal)
    {
        ["tpot_mean_ms"] = 1,
        ["output_tok_s_total"] = 1,
        ["ttft_mean_ms"] = 0.5,
    };

    private readonly IReadOnlyList<MeasurementPlan> _plans;

    /// <summary>Prepares to fit on those of <paramref name="measurements"/> that count.</summary>
    public HostCalibration(IReadOnlyList<Measurement> measurements, MeasurementPlanner planner)
        : this(Plans(measurements, planner))
    {
    }

    internal HostCalibration(IReadOnlyList<MeasurementPlan> plans) => _plans = plans;

    /// <summary>The plans of those of <paramref name="measurements"/> that count.</summary>
    internal static IReadOnlyList<MeasurementPlan> Plans(IReadOnlyList<Measurement> measurements, MeasurementPlanner planner)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        ArgumentNullException.ThrowIfNull(planner);
        return [.. measurements.Select(planner.Plan).Where(p => p is { Status: ValidationStatus.Ok, Spec: not null })];
    }

    /// <summary><paramref name="plan"/> with the terms that <paramref name="hosts"/> has for its engine generation, if any.</summary>
    internal static MeasurementPlan With(MeasurementPlan plan, IReadOnlyDictionary<string, HostOverhead> hosts)
    {
        PlaySpec spec = plan.Spec!;
        return hosts.TryGetValue(spec.Layout.Host.Name, out HostOverhead? host)
            ? plan with { Spec = spec with { Layout = spec.Layout with { Host = host } } }
            : plan;
    }

    /// <summary>Fits all generations that have measurements.</summary>
    /// <param name="iterations">Steps of the search.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="fewestGroups">
    /// Generations with measurements of fewer groups keep their terms: a single one, of one model on one accelerator, does not tell host terms
    /// from what that accelerator does differently.
    /// </param>
    /// <param name="cancellation">Ends the fit early.</param>
    public IReadOnlyList<HostOverhead> Fit(
        int iterations, Action<string>? progress = null, int fewestGroups = 1, CancellationToken cancellation = default)
    {
        Dictionary<string, Search> searches = _plans.GroupBy(p => p.Spec!.Layout.Host.Name, StringComparer.Ordinal)
            .Where(g => g.DistinctBy(p => GroupKey.Of(p.Measurement)).Count() >= fewestGroups)
            .ToDictionary(g => g.Key, g => new Search(g.First().Spec!.Layout.Host), StringComparer.Ordinal);
        Evaluate(searches.Values, s => s.Best, (s, r) => s.Start(r), cancellation);
        for (int i = 0; i < iterations; i++)
        {
            for (int p = 0; p < HostParameter.Count; p++)
            {
                int parameter = p;
                Evaluate(searches.Values, s => s.Moved(parameter), (s, r) => s.SetDerivative(parameter, r), cancellation);
            }

            Evaluate(searches.Values, s => s.Propose(), (s, r) => s.Judge(r), cancellation);
            progress?.Invoke(FormattableString.Invariant(
                $"step {i + 1} of {iterations}: mean error {searches.Values.Average(s => s.Error):0.000}"));
        }

        return [.. searches.Values.Select(s => s.Result()).OrderBy(h => h.Name, StringComparer.Ordinal)];
    }

    private void Evaluate(
        IEnumerable<Search> searches, Func<Search, Vector<double>> trial, Action<Search, List<Residual>> take, CancellationToken cancellation)
    {
        Dictionary<string, HostOverhead> hosts = searches.ToDictionary(s => s.Name, s => s.Host(trial(s)), StringComparer.Ordinal);
        IReadOnlyList<ValidationRow> rows = ValidationRun.Play([.. _plans.Select(p => With(p, hosts))], cancellation);
        ILookup<string, Residual> residuals = Residuals(rows).ToLookup(r => r.Host, StringComparer.Ordinal);
        foreach (Search search in searches)
        {
            take(search, [.. residuals[search.Name]]);
        }
    }

    /// <summary>One residual a row and metric; a row that could not be played gives one that is out of reach, so that lists stay aligned.</summary>
    private static IEnumerable<Residual> Residuals(IReadOnlyList<ValidationRow> rows)
    {
        (ValidationRow Row, Prediction Prediction)[] figures = [.. rows.SelectMany(r => r.Predictions().Where(p => s_metrics.ContainsKey(p.Metric) && p.Status != ValidationStatus.Excluded).Select(p => (r, p)))];
        Dictionary<(GroupKey, string), int> sizes = figures.GroupBy(f => (GroupKey.Of(f.Row.Measurement), f.Prediction.Metric)).ToDictionary(g => g.Key, g => g.Count());
        return figures.Select(f => new Residual(
            f.Row.Plan.Spec!.Layout.Host.Name,
            Math.Log((f.Prediction.Predicted ?? f.Prediction.Measured * 2) / f.Prediction.Measured),
            s_metrics[f.Prediction.Metric] / sizes[(GroupKey.Of(f.Row.Measurement), f.Prediction.Metric)],
            GroupKey.Of(f.Row.Measurement)));
    }

    private readonly record struct Residual(string Host, double Value, double Weight, GroupKey Group);

    /// <summary>The search for one generation.</summary>
    private sealed class Search(HostOverhead start)
    {
        private readonly IReadOnlyList<HostParameter> _parameters = HostParameter.Of(start);
        private readonly List<Residual>[] _moved = new List<Residual>[HostParameter.Count];
        private List<Residual> _residuals = [];
        private Vector<double> _proposal = Starts(start);
        private double _errorBefore;
        private double _damping = 0.03;

        public string Name => start.Name;

        public Vector<double> Best { get; private set; } = Starts(start);

        public double Error { get; private set; }

        public HostOverhead Host(Vector<double> logs)
        {
            HostOverhead host = start with { Fit = null };
            for (int p = 0; p < _parameters.Count; p++)
            {
                host = _parameters[p].Set(host, Math.Exp(logs[p]));
            }

            return host;
        }

        public void Start(List<Residual> residuals)
        {
            _residuals = residuals;
            Error = _errorBefore = MeanError(residuals);
        }

        public Vector<double> Moved(int parameter)
        {
            Vector<double> moved = Best.Clone();
            moved[parameter] += LogStep;
            return moved;
        }

        public void SetDerivative(int parameter, List<Residual> residuals) => _moved[parameter] = residuals;

        public Vector<double> Propose()
        {
            (Matrix<double> normal, Vector<double> gradient) = NormalEquations();
            Matrix<double> damped = normal + Matrix<double>.Build.DenseOfDiagonalVector(normal.Diagonal() * _damping)
                + (Matrix<double>.Build.DenseIdentity(normal.RowCount) * 1e-6);
            Vector<double> step = damped.Solve(-gradient);
            _proposal = Best.Clone();
            for (int p = 0; p < step.Count; p++)
            {
                HostParameter parameter = _parameters[p];
                _proposal[p] = Math.Clamp(Best[p] + Math.Clamp(step[p], -1, 1), Math.Log(parameter.Least), Math.Log(parameter.Most));
            }

            return _proposal;
        }

        public void Judge(List<Residual> residuals)
        {
            double error = MeanError(residuals);
            if (error < Error)
            {
                (Best, Error, _residuals) = (_proposal, error, residuals);
                _damping /= 3;
            }
            else
            {
                _damping *= 5;
            }
        }

        /// <summary>The best terms, with what is known about them. Derivatives are those of the last step.</summary>
        public HostOverhead Result()
        {
            (Matrix<double> normal, _) = NormalEquations();
            int n = normal.RowCount;
            Matrix<double> covariance = (normal + (Matrix<double>.Build.DenseIdentity(n) * 1e-9)).Inverse();
            double weight = _residuals.Sum(r => r.Weight);
            double scale = _residuals.Sum(r => Counted(r) * r.Value * r.Value) / Math.Max(1, _residuals.Count - n);
            return Rounded(Host(Best)) with
            {
                Source = "fitted to published serving measurements with everything else frozen: infersim calibrate --measurements",
                Fit = new HostFitQuality(
                    _residuals.Count,
                    _residuals.Select(r => r.Group).Distinct().Count(),
                    Math.Round(_errorBefore, Digits),
                    Math.Round(Error, Digits),
                    [.. _parameters.Select(p => p.Name)],
                    [.. Enumerable.Range(0, n).Select(p => Known(normal, p, weight) ? (double?)Math.Round(Math.Sqrt(scale * covariance[p, p]), Digits) : null)],
                    [.. Enumerable.Range(0, n).Select(p => (IReadOnlyList<double>)[.. Enumerable.Range(0, n).Select(q => Math.Round(covariance[p, q] / Math.Sqrt(covariance[p, p] * covariance[q, q]), Digits))])]),
            };
        }

        private static bool Known(Matrix<double> normal, int parameter, double weight) => normal[parameter, parameter] > 1e-6 * weight;

        private (Matrix<double> Normal, Vector<double> Gradient) NormalEquations()
        {
            int n = _parameters.Count;
            Matrix<double> normal = Matrix<double>.Build.Dense(n, n);
            Vector<double> gradient = Vector<double>.Build.Dense(n);
            for (int i = 0; i < _residuals.Count; i++)
            {
                double weight = Counted(_residuals[i]);
                for (int p = 0; p < n; p++)
                {
                    double dp = (_moved[p][i].Value - _residuals[i].Value) / LogStep;
                    gradient[p] += weight * dp * _residuals[i].Value;
                    for (int q = 0; q < n; q++)
                    {
                        normal[p, q] += weight * dp * (_moved[q][i].Value - _residuals[i].Value) / LogStep;
                    }
                }
            }

            return (normal, gradient);
        }

        /// <summary>Huber's weight, cut off: full up to a large error, then falling with it, then nothing.</summary>
        private static double Counted(Residual r) =>
            Math.Abs(r.Value) > CountedError ? 0 : r.Weight * Math.Min(1, LargeError / Math.Max(1e-12, Math.Abs(r.Value)));

        private static double MeanError(List<Residual> residuals) =>
            residuals.Sum(r => r.Weight * Math.Min(CountedError, Math.Abs(r.Value))) / residuals.Sum(r => r.Weight);

        private static Vector<double> Starts(HostOverhead host) => Vector<double>.Build.Dense([.. HostParameter.Of(host).Select(p => Math.Log(p.Start))]);

        private HostOverhead Rounded(HostOverhead host)
        {
            foreach (HostParameter p in _parameters)
            {
                string text = p.Get(host).ToString($"G{Digits}", CultureInfo.InvariantCulture);
                host = p.Set(host, double.Parse(text, CultureInfo.InvariantCulture));
            }

            return host;
        }
    }
}
