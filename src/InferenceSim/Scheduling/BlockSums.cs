namespace InferenceSim.Scheduling;

/// <summary>Sums over blocks, each taken in a step: how many, of the steps, and of their squares.</summary>
internal readonly record struct BlockSums(long Count, long Steps, long Squares)
{
    /// <summary>Sum of j (j - 1) / 2 over the steps j.</summary>
    public long Pairs => (Squares - Steps) / 2;

    public static BlockSums operator +(BlockSums a, BlockSums b) => new(a.Count + b.Count, a.Steps + b.Steps, a.Squares + b.Squares);

    /// <summary>The same with <paramref name="members"/> more, each taken in step <paramref name="step"/>; fewer if negative.</summary>
    public BlockSums With(long members, long step) => new(Count + members, Steps + (members * step), Squares + (members * step * step));

    /// <summary>The same where each is taken so many steps later; earlier if negative.</summary>
    public BlockSums Later(long steps) => new(Count, Steps + (steps * Count), Squares + (2 * steps * Steps) + (steps * steps * Count));

    /// <summary>The same where each takes a block again <paramref name="period"/> steps later, <paramref name="times"/> times in all.</summary>
    public BlockSums Repeated(long times, long period)
    {
        long ones = times * (times - 1) / 2;
        long squares = ones * ((2 * times) - 1) / 3;
        return new BlockSums(
            times * Count,
            (times * Steps) + (period * ones * Count),
            (times * Squares) + (2 * period * ones * Steps) + (period * period * squares * Count));
    }
}
