using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Draws ranks with Zipf popularity by binary search in a cumulative table (MathNet sums the series at each draw).</summary>
internal sealed class ZipfTable
{
    private readonly double[] _cumulative;

    public ZipfTable(int count, double exponent)
    {
        _cumulative = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            sum += Math.Pow(k + 1, -exponent);
            _cumulative[k] = sum;
        }
    }

    /// <summary>A rank from 0 (most popular).</summary>
    public int Sample(RandomStream random)
    {
        int i = Array.BinarySearch(_cumulative, random.NextUniform() * _cumulative[^1]);
        return Math.Min(i < 0 ? ~i : i + 1, _cumulative.Length - 1);
    }
}
