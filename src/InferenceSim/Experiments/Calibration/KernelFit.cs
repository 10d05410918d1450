using InferenceSim.Hardware;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// Fits a few positive parameters to measured times by the mean absolute logarithm of predicted over measured (Nelder and Mead, 1965),
/// on four of five shapes, chosen by a hash so that the split never changes; the fifth tells how well it holds.
/// </summary>
/// <typeparam name="TRow">A measurement.</typeparam>
internal sealed class KernelFit<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string> shape, Func<TRow, double> measured)
{
    private const int HeldOutOf = 5;
    private const double Tolerance = 1e-5;
    private const int MostIterations = 5000;
    private const double Forbidden = 1e3;

    private readonly TRow[] _fitted = [.. rows.Where(r => !IsHeldOut(shape(r)))];
    private readonly TRow[] _heldOut = [.. rows.Where(r => IsHeldOut(shape(r)))];

    /// <summary>The parameters that <paramref name="predict"/> fits best with, rounded to three digits.</summary>
    /// <param name="bounds">Start, and the smallest and largest value of each.</param>
    /// <param name="predict">Seconds of a row.</param>
    public double[] Parameters(IReadOnlyList<(double Start, double From, double To)> bounds, Func<double[], TRow, double> predict)
    {
        double Objective(Vector<double> point)
        {
            double[] values = point.ToArray();
            double outside = values.Select((v, i) => Math.Max(0, Math.Max(bounds[i].From - v, v - bounds[i].To))).Sum();
            return outside > 0
                ? Forbidden + outside
                : _fitted.Average(r => Math.Abs(Math.Log(predict(values, r) / measured(r))));
        }

        Vector<double> start = Vector<double>.Build.DenseOfEnumerable(bounds.Select(b => b.Start));
        Vector<double> step = Vector<double>.Build.DenseOfEnumerable(bounds.Select(b => (b.To - b.From) / 8));
        MinimizationResult best = NelderMeadSimplex.Minimum(ObjectiveFunction.Value(Objective), start, step, Tolerance, MostIterations);
        return [.. best.MinimizingPoint.Select(ThreeDigits)];
    }

    /// <summary>Residuals of <paramref name="predict"/> with these parameters.</summary>
    public FitQuality Quality(string data, Func<TRow, double> predict)
    {
        double[] fitted = Errors(_fitted, predict), held = Errors(_heldOut, predict);
        return new FitQuality(
            data, fitted.Length, Share(fitted, 0.5), Share(fitted, 0.9), held.Length, Share(held, 0.5), Share(held, 0.9));
    }

    /// <summary><paramref name="value"/> to three significant digits, as profiles publish it.</summary>
    public static double ThreeDigits(double value) => value == 0
        ? 0
        : double.Parse(value.ToString("E2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static double Share(double[] errors, double quantile) =>
        errors.Length == 0 ? 0 : ThreeDigits(errors.QuantileCustom(quantile, QuantileDefinition.R7));

    private double[] Errors(TRow[] of, Func<TRow, double> predict) => [.. of.Select(r => Math.Abs((predict(r) / measured(r)) - 1))];

    // FNV-1a: the same on every platform, unlike string.GetHashCode.
    private static bool IsHeldOut(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (hash ^ (hash >> 15)) % HeldOutOf == 0;
    }
}
