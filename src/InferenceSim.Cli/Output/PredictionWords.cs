using InferenceSim.Experiments.Accuracy;

namespace InferenceSim.Cli.Output;

/// <summary>What an error band and its label mean, for people.</summary>
internal static class PredictionWords
{
    /// <summary>What is meant by ± x %.</summary>
    public static string Meaning { get; } = FormattableString.Invariant(
        $"±x %: {100 * ErrorBandTable.Shipped.NominalShare:0}% of comparable measurements that the fit had not seen lie between the prediction / (1 + x) and the prediction * (1 + x)");

    /// <summary>The label and what it says.</summary>
    public static string Of(PredictionEvidence evidence) => evidence switch
    {
        PredictionEvidence.Calibrated => "calibrated (kernels timed on the accelerator, the model measured on it)",
        PredictionEvidence.Transferred => "transferred (the accelerator or a relative was measured, the model on it was not)",
        _ => "datasheet (nothing measured, efficiencies guessed: a rough estimate)",
    };
}
