namespace InferenceSim.Hardware;

/// <summary>What the host terms of an engine generation were fitted on, and how well they are known.</summary>
/// <param name="Rows">Published figures (row and metric) that they were fitted on.</param>
/// <param name="Groups">Groups (source, engine, model, accelerator, precision) of those.</param>
/// <param name="MeanErrorBefore">Mean over groups of |ln(predicted / measured)|, large ones counted as 0.4, at the start.</param>
/// <param name="MeanErrorAfter">The same after the fit.</param>
/// <param name="Parameters">Names of the fitted terms.</param>
/// <param name="RelativeStandardErrors">Relative standard error of each; <c>null</c> where the figures do not determine it.</param>
/// <param name="Correlations">Correlation matrix of their logarithms.</param>
public sealed record HostFitQuality(
    int Rows,
    int Groups,
    double MeanErrorBefore,
    double MeanErrorAfter,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<double?> RelativeStandardErrors,
    IReadOnlyList<IReadOnlyList<double>> Correlations);
