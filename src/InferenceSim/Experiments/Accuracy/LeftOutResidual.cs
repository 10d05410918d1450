using InferenceSim.Experiments.Validation;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>How far off one prediction was that was made without its group.</summary>
/// <param name="Class">The finest class of the prediction.</param>
/// <param name="Group">Its group.</param>
/// <param name="LeftOut">What was left out with it: a model on an accelerator, or an accelerator.</param>
/// <param name="Metric">What was predicted.</param>
/// <param name="LogRatio">ln(predicted / measured).</param>
internal sealed record LeftOutResidual(PredictionClass Class, GroupKey Group, string LeftOut, BandMetric Metric, double LogRatio)
{
    /// <summary>
    /// The residuals of a row: time per output token (mean, else median), and throughput (output, else total, else requests). Closed loops
    /// that publish no throughput have one by Little's law, <c>users x output / (TTFT + (output - 1) x TPOT)</c>; where arrivals come by the clock
    /// they decide the throughput, and it says nothing about the prediction.
    /// </summary>
    public static IEnumerable<LeftOutResidual> Of(ValidationRow row, string leftOut)
    {
        if (row is not { Status: ValidationStatus.Ok, Result: PlayResult result, Plan: { Spec: PlaySpec spec, Generation: EngineGeneration engine } })
        {
            return [];
        }

        PredictionClass of = PredictionClass.Of(spec.Layout, engine, result.Report.MeanBatch);
        LeftOutResidual With(BandMetric metric, double logRatio) => new(of, GroupKey.Of(row.Measurement), leftOut, metric, logRatio);
        Dictionary<string, double> ratios = row.Predictions().Where(p => p.Counts).ToDictionary(p => p.Metric, p => Math.Log(p.Predicted!.Value / p.Measured));
        double? tpot = First(ratios, "tpot_mean_ms", "tpot_p50_ms");
        double? throughput = row.Measurement.Mode == MeasuredMode.OpenLoop
            ? null
            : First(ratios, "output_tok_s_total", "total_tok_s", "req_s") ?? Little(row.Measurement, ratios);
        return
        [
            .. tpot is double t ? [With(BandMetric.Tpot, t)] : Array.Empty<LeftOutResidual>(),
            .. throughput is double x ? [With(BandMetric.Throughput, x)] : Array.Empty<LeftOutResidual>(),
        ];
    }

    private static double? First(Dictionary<string, double> ratios, params string[] metrics) =>
        metrics.Where(ratios.ContainsKey).Select(m => (double?)ratios[m]).FirstOrDefault();

    private static double? Little(Measurement measurement, Dictionary<string, double> ratios)
    {
        if (measurement.Mode != MeasuredMode.ClosedLoop
            || !ratios.TryGetValue("ttft_mean_ms", out double first) || !ratios.TryGetValue("tpot_mean_ms", out double each))
        {
            return null;
        }

        double ttft = measurement.Measured["ttft_mean_ms"], rest = (measurement.OutputTokens!.Value - 1) * measurement.Measured["tpot_mean_ms"];
        return -Math.Log(((ttft * Math.Exp(first)) + (rest * Math.Exp(each))) / (ttft + rest));
    }
}
