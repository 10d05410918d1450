using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics.Prices;

/// <summary>A published price or cost figure, as somebody told it on a date. Prices move; a quote does not.</summary>
public sealed record PriceQuote
{
    /// <summary>
    /// What kind of figure: <c>token_price</c>, <c>gpu_hour</c>, <c>tco_gpu_hour</c>, <c>allin_power</c>, <c>tco_assumption</c>, <c>capex</c>,
    /// <c>depreciation_years</c>, <c>colo</c>, <c>electricity</c>, <c>pue</c> or <c>market_fact</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Who asks it; empty for a figure of no seller.</summary>
    public required string Provider { get; init; }

    /// <summary>What it is for: a model, an accelerator, a thing.</summary>
    public required string Item { get; init; }

    /// <summary>Region, tariff or term.</summary>
    public required string Tier { get; init; }

    /// <summary>US dollars for a million input tokens, of a token price.</summary>
    public decimal? InputUsdPerMtok { get; init; }

    /// <summary>US dollars for a million input tokens from the cache, where the seller has such a price.</summary>
    public decimal? CachedInputUsdPerMtok { get; init; }

    /// <summary>US dollars for a million output tokens, of a token price.</summary>
    public decimal? OutputUsdPerMtok { get; init; }

    /// <summary>Any other figure, in <see cref="Unit"/>.</summary>
    public decimal? Value { get; init; }

    /// <summary>Lowest figure told with it.</summary>
    public decimal? Low { get; init; }

    /// <summary>Highest figure told with it.</summary>
    public decimal? High { get; init; }

    /// <summary>Unit of <see cref="Value"/>, with its currency.</summary>
    public required string Unit { get; init; }

    /// <summary>When it was seen or took effect, as published; <c>&lt;=</c> where only the date of a later snapshot is known.</summary>
    public required string Date { get; init; }

    /// <summary>How sure it is: good, medium or low.</summary>
    public required string Certainty { get; init; }

    /// <summary>Where it was read.</summary>
    public required string Source { get; init; }

    /// <summary>What a reader should know.</summary>
    public required string Notes { get; init; }

    /// <summary>Provider, item and date in a line, for the account it is used in.</summary>
    public string Label => $"{Provider} {Item}{(Tier.Length is 0 || Tier is "list" ? "" : $" {Tier}")}, {Date} ({Source})";

    /// <summary>The date's own text, for ordering: what is known to be older than a snapshot counts as of the snapshot.</summary>
    internal string SortDate => Date.TrimStart('<', '=');

    /// <summary>The quote as a price list; <c>null</c> where it is no token price.</summary>
    public TokenPriceList? PriceList() => InputUsdPerMtok is decimal input && OutputUsdPerMtok is decimal output
        ? new TokenPriceList { InputUsdPerMtok = input, CachedInputUsdPerMtok = CachedInputUsdPerMtok, OutputUsdPerMtok = output, Source = Label }
        : null;
}
