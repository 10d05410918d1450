namespace InferenceSim.Experiments.Accuracy;

/// <summary>How far off predictions of a class were on measurements that the fit had not seen.</summary>
/// <param name="Class">The class.</param>
/// <param name="Metric">What was predicted.</param>
/// <param name="ErrorPercent">
/// The measured figure lies between predicted / (1 + x) and predicted x (1 + x) in the nominal share of cases; x in per cent.
/// </param>
/// <param name="Groups">Groups of measurements behind it (source, engine, model, accelerator, precision).</param>
/// <param name="Rows">Measurements behind it.</param>
public sealed record ErrorBand(PredictionClass Class, BandMetric Metric, double ErrorPercent, int Groups, int Rows);
