namespace InferenceSim.Experiments.Answers;

/// <summary>
/// Models that follow each other, for <c>economics generations</c>: at each date the newest, which most users ask for, and one that is as good as the
/// first was.
/// </summary>
public sealed record GenerationsChoice
{
    /// <summary>Part of the requests that go to the newest model. Default 0.8.</summary>
    public double? NewestShare { get; init; }

    /// <summary>The dates, rising; at least two.</summary>
    public required IReadOnlyList<GenerationChoice> Dates { get; init; }

    /// <summary>The same with paths changed.</summary>
    public GenerationsChoice WithPaths(Func<string, string> rebased) =>
        this with { Dates = [.. Dates.Select(d => d with { Newest = d.Newest.WithPaths(rebased), AsGood = d.AsGood?.WithPaths(rebased) })] };

    /// <summary>Checks what can be checked without the rest of the scenario.</summary>
    /// <exception cref="UsageException">A value is out of range.</exception>
    internal void Validate()
    {
        if (NewestShare is < 0 or > 1)
        {
            throw new UsageException("economics: generations newest_share: a share from 0 to 1 is expected");
        }

        if (Dates.Count < 2 || Dates.Zip(Dates.Skip(1)).Any(p => p.First.Years >= p.Second.Years))
        {
            throw new UsageException("economics: generations 'dates' are at least two, rising");
        }

        if (Dates.Skip(1).FirstOrDefault(d => d.AsGood is null) is { } missing)
        {
            throw new UsageException($"economics: generations {missing.Date}: 'as_good' says which model is then as good as the newest of {Dates[0].Date}");
        }

        foreach (GenerationChoice date in Dates)
        {
            date.Newest.Economics.Validate();
            date.AsGood?.Economics.Validate();
        }
    }
}

/// <summary>One date of <see cref="GenerationsChoice"/>. What a model leaves out is as in the scenario.</summary>
public sealed record GenerationChoice
{
    /// <summary>When: <c>2024-07</c> or <c>2024</c>.</summary>
    public required string Date { get; init; }

    /// <summary>The newest model then, its accelerators and their rent.</summary>
    public required EconomicsAlternative Newest { get; init; }

    /// <summary>A model of then that is as good as the newest of the first date; left out at the first.</summary>
    public EconomicsAlternative? AsGood { get; init; }

    /// <summary>The date in years.</summary>
    /// <exception cref="UsageException">It is not a year or a month of one.</exception>
    internal double Years
    {
        get
        {
            string[] parts = Date.Split('-');
            return parts.Length <= 2 && int.TryParse(parts[0], out int year) && (parts.Length == 1 || (int.TryParse(parts[1], out int month) && month is >= 1 and <= 12))
                ? year + (parts.Length == 1 ? 0 : (int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) - 1) / 12.0)
                : throw new UsageException($"economics: generations date '{Date}': a month like 2024-07 is expected");
        }
    }
}
