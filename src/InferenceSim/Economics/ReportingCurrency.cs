namespace InferenceSim.Economics;

/// <summary>A currency that accounts are also told in. What is asked and every column stay in US dollars.</summary>
public sealed record ReportingCurrency
{
    /// <summary>Its code: <c>EUR</c>, <c>CNY</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What a US dollar costs in it.</summary>
    public required decimal PerUsd { get; init; }
}
