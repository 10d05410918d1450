namespace InferenceSim.Hardware;

/// <summary>
/// How a product of <c>rows x columns</c> is cut into tiles that fill the compute units wave by wave. A last, partly filled wave takes as
/// long as a full one, and a tile's missing rows are computed all the same; both are why small batches stay below peak.
/// </summary>
public static class TileGrid
{
    private const int TileColumns = 256;
    private const int SmallestRows = 16;

    /// <summary>
    /// Time relative to computing exactly <paramref name="rows"/> rows at full waves: at least 1. Multiplied by the rows it never falls
    /// with them. Tiles are as low as the rows allow down to 16, beyond 64 rows 64 or 128, whichever is sooner done.
    /// </summary>
    /// <param name="rows">Tokens of the product (per group, for experts).</param>
    /// <param name="columns">Outputs.</param>
    /// <param name="groups">Independent products of this shape in one call (experts).</param>
    /// <param name="computeUnits">Units that take one tile each; 1 switches waves off.</param>
    /// <param name="waveExponent">As in <see cref="GemmEfficiency"/>.</param>
    public static double Slowdown(double rows, double columns, double groups, int computeUnits, double waveExponent)
    {
        if (rows > SmallestRows * 4)
        {
            return Math.Min(At(64, rows, columns, groups, computeUnits, waveExponent), At(128, rows, columns, groups, computeUnits, waveExponent));
        }

        int height = SmallestRows;
        while (height < rows)
        {
            height *= 2;
        }

        return At(height, rows, columns, groups, computeUnits, waveExponent);
    }

    /// <summary>The same where waves are always full.</summary>
    /// <param name="rows">Rows of the product.</param>
    public static double Filled(double rows) => Slowdown(rows, TileColumns, 1, 1, 0);

    private static double At(int height, double rows, double columns, double groups, int units, double exponent)
    {
        double stacked = Math.Ceiling(rows / height);
        double tiles = groups * stacked * Math.Ceiling(columns / TileColumns);
        double fill = tiles / (Math.Ceiling(tiles / units) * units);
        return stacked * height / rows * Math.Pow(fill, -exponent);
    }
}
