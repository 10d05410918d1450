using InferenceSim.Serving;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>What is left of a deployment that keeps up with its arrivals.</summary>
internal static class Headroom
{
    /// <summary>
    /// The share of time that the requests of a run would keep it busy at the largest batch that engine and KV cache allow: prefill as it was, decode
    /// at the price per sequence of that batch. A deployment behind its arrivals fills its batch, so steps that are longer by a factor make it
    /// fall behind only where this share times the factor is above 1.
    /// </summary>
    public static double BusyFraction(ScenarioPlan plan, RooflinePredictor predictor, SimulationReport report)
    {
        if (report.Completed == 0 || report.BusyTime.Picoseconds == 0)
        {
            return report.BusyFraction;
        }

        (long input, long output) = (report.PromptTokens / report.Completed, report.OutputTokens / report.Completed);
        int batch = Math.Max(1, (int)Math.Round(report.MeanBatch));
        long fitting = (long)plan.Engine!.Blocks * plan.Engine.BlockSize / Math.Max(1, input + output);
        int full = (int)Math.Clamp(fitting, batch, Math.Max(batch, plan.Engine.MaxSequences));
        double PerSequence(int sequences) =>
            predictor.Explain(StepExample.Decode(predictor, sequences, input + (output / 2))).TotalSeconds / sequences;
        double prefill = report.BusyFraction * (double)report.PrefillTime.Picoseconds / (double)report.BusyTime.Picoseconds;
        return prefill + ((report.BusyFraction - prefill) * Math.Min(1, PerSequence(full) / PerSequence(batch)));
    }
}
