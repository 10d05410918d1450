using System.Globalization;

namespace InferenceSim.Experiments;

/// <summary>
/// A part of a sweep's points for one of several machines: every <paramref name="Count"/>th point, so that cheap and dear points are dealt out
/// evenly. Written <c>1/4</c> to <c>4/4</c>.
/// </summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">Parts in all.</param>
public readonly record struct SweepShard(int Number, int Count)
{
    private const int MostShards = 100_000;

    /// <summary>The whole sweep as one part.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="UsageException">It is not of that form, or i is not from 1 to n.</exception>
    public static SweepShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number >= 1 && number <= count && count <= MostShards
            ? new SweepShard(number, count)
            : throw new UsageException($"--shard {text}: the number of this part and of all parts is expected, as 1/4 to 4/4");
    }

    /// <summary>The numbers of its points in a sweep of <paramref name="points"/> points.</summary>
    public IReadOnlyList<int> Of(int points)
    {
        List<int> own = [];
        for (int point = Number - 1; point < points; point += Count)
        {
            own.Add(point);
        }

        return own;
    }
}
