namespace InferenceSim.Economics.Revenues;

/// <summary>A discount on the tokens that a customer uses beyond so many in a month; those below it keep their price.</summary>
public sealed record MonthlyDiscount
{
    /// <summary>From where on, million billed tokens of a customer and month.</summary>
    public required decimal AboveMtokPerMonth { get; init; }

    /// <summary>What is taken off the price of those beyond, until the next limit, 0 to 1.</summary>
    public required decimal DiscountShare { get; init; }
}
