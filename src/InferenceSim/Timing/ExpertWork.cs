using InferenceSim.Hardware;

namespace InferenceSim.Timing;

/// <summary>What one accelerator's experts of one layer do in a step.</summary>
/// <param name="RowsOfExpert">Rows of an expert with at least one, on average.</param>
/// <param name="Flops">Operations.</param>
/// <param name="WeightBytes">Bytes of the weights that are read.</param>
/// <param name="ActivationBytes">Bytes of rows that kernels read and write.</param>
internal readonly record struct ExpertWork(double RowsOfExpert, double Flops, double WeightBytes, double ActivationBytes)
{
    private const int HalfBytes = 2;

    /// <summary>Counts the work of <paramref name="rows"/> rows over <paramref name="touched"/> experts for <paramref name="tokens"/> tokens.</summary>
    public static ExpertWork Of(double tokens, double touched, double rows, int hidden, int width, int matrices, double bytesPerExpert)
    {
        // A row is gathered, multiplied, written and added to the others of its token: five times its hidden values pass through memory. What
        // lies between the products is written by one kernel and read by the next.
        double activations = HalfBytes * ((tokens * hidden) + (rows * ((5.0 * hidden) + (2 * matrices * width))));
        return new(rows / touched, 2 * rows * matrices * hidden * width, touched * bytesPerExpert, activations);
    }

    /// <summary>
    /// Seconds of computing, of streaming weights and of moving rows. Rows are moved by kernels of their own; of the other two the longer counts,
    /// but where they are about equal some experts wait for the one and some for the other: the root of their squares is what was timed.
    /// </summary>
    /// <param name="efficiency">What the kernels reach.</param>
    /// <param name="peak">Operations per second of the data sheet.</param>
    /// <param name="bandwidth">Bytes per second of the data sheet.</param>
    public (double Seconds, StepCause Cause) Time(GemmEfficiency efficiency, double peak, double bandwidth)
    {
        double computing = Flops * TileGrid.Filled(RowsOfExpert) / (efficiency.FlopsShare * peak);
        double streaming = WeightBytes / (efficiency.BandwidthShare * bandwidth);
        double moving = ActivationBytes / ((efficiency.ActivationShare ?? efficiency.BandwidthShare) * bandwidth);
        return (double.Hypot(computing, streaming) + moving, computing > streaming + moving ? StepCause.Compute : StepCause.Memory);
    }
}
