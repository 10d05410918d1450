using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>What one accelerator's experts of one layer do in a step.</summary>
/// <param name="Rows">Rows over all experts.</param>
/// <param name="Touched">Experts with at least one row, on average.</param>
/// <param name="Columns">Outputs of the first product.</param>
/// <param name="Flops">Operations.</param>
/// <param name="Bytes">Bytes of weights and activations.</param>
internal readonly record struct ExpertWork(double Rows, double Touched, double Columns, double Flops, double Bytes)
{
    private const int HalfBytes = 2;

    /// <summary>Counts the work of <paramref name="rows"/> rows over <paramref name="touched"/> experts for <paramref name="tokens"/> tokens.</summary>
    public static ExpertWork Of(double tokens, double touched, double rows, int hidden, int width, int matrices, double bytesPerExpert)
    {
        // Tokens are read and their sums written; each row is gathered, written and read between products, and written at the end.
        double activations = HalfBytes * ((2 * tokens * hidden) + (rows * ((2.0 * hidden) + (matrices * width))));
        return new(
            rows, touched, (matrices - 1.0) * width, 2 * rows * matrices * hidden * width, (touched * bytesPerExpert) + activations);
    }

    /// <summary>Seconds of computing.</summary>
    public double ComputeSeconds(GemmEfficiency efficiency, double peak, int computeUnits) =>
        Flops * TileGrid.Slowdown(Rows / Touched, Columns, Touched, computeUnits, efficiency.WaveExponent) / (efficiency.FlopsShare * peak);
}
