namespace InferenceSim.Economics.Revenues;

/// <summary>What one tenant of a mix buys.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="PriceClass">The class of prices that it pays, if it has one.</param>
/// <param name="Prices">Those prices; <c>null</c> where nobody gave any.</param>
public sealed record TenantSale(string Name, string? PriceClass, TokenPriceList? Prices)
{
    /// <summary>Its part of the tokens of a day; none before a run has counted them.</summary>
    public TokenShare Share { get; init; }

    /// <summary>Its part of the contexts of those tokens.</summary>
    public ContextShare Contexts { get; init; }

    /// <summary>What it asked for in a day and did not get; <c>null</c> before a run has counted it.</summary>
    public UnservedUse? Unserved { get; init; }

    /// <summary>What it buys in a day, with the mix's name before each line.</summary>
    public IEnumerable<RevenueLine> Lines(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return Prices is null ? [] : Prices.Lines(Of(use)).Select(l => l with { Name = $"{Name}: {l.Name}" });
    }

    /// <summary>Its own tokens of a day.</summary>
    public DailyUse Of(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.Part(Share) with { Unserved = Unserved };
    }
}
