using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// Whether bands keep their word: measurements whose whole (model, accelerator) group, or whole accelerator where its kernels are taken as
/// not timed, had no part in the band they are judged by.
/// </summary>
/// <param name="Kernels">What the efficiencies rest on.</param>
/// <param name="Metric">What was predicted.</param>
/// <param name="RowsShare">Share of rows within their band.</param>
/// <param name="GroupsShare">The same with groups counting equally, as they do in the bands.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Rows">Rows.</param>
public sealed record BandCoverage(Evidence Kernels, BandMetric Metric, double RowsShare, double GroupsShare, int Groups, int Rows);
