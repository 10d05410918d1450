using System.Globalization;
using System.Text;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Economics.Prices;

/// <summary>
/// Published prices that ship with the library, each with date and source: tokens by seller, accelerator-hours by cloud, purchase, power,
/// space. Models whose weights are closed are here only, as prices.
/// </summary>
public static class PriceCatalog
{
    /// <summary>The kind of quotes that are token prices.</summary>
    public const string TokenPrices = "token_price";

    /// <summary>The kind of quotes that are rents of an accelerator-hour.</summary>
    public const string GpuHours = "gpu_hour";

    private static readonly Lazy<IReadOnlyList<PriceQuote>> s_quotes = new(Read);

    /// <summary>All quotes, in the order of the file.</summary>
    public static IReadOnlyList<PriceQuote> All => s_quotes.Value;

    /// <summary>The kinds of quotes there are, in the order of the file; written out, so that a help text need not read it.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        TokenPrices, GpuHours, "tco_gpu_hour", "allin_power", "tco_assumption", "capex",
        "depreciation_years", "colo", "electricity", "pue", "market_fact",
    ];

    /// <summary>
    /// The quote that <paramref name="name"/> means: <c>provider/item</c>, or <c>provider/item@date</c> for the newest of that date or before it
    /// (<c>lambda/h100-sxm@2024-07</c>). Case does not matter.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static PriceQuote Find(string kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split('@', 2);
        PriceQuote[] quotes = [.. All.Where(q => q.Kind == kind && string.Equals($"{q.Provider}/{q.Item}", parts[0], StringComparison.OrdinalIgnoreCase))];
        if (quotes.Length == 0)
        {
            string[] names = [.. All.Where(q => q.Kind == kind).Select(q => $"{q.Provider}/{q.Item}").Distinct()];
            IReadOnlyList<string> near = NearestNames.To(parts[0], names);
            throw new InvalidConfigurationException(
                $"there is no {kind} '{parts[0]}'; {(near.Count == 0 ? "" : $"did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}? ")}'infersim list prices --kind {kind}' shows them");
        }

        // A date of fewer digits (2024-07) takes in all that begins with it.
        string until = parts.Length > 1 ? parts[1] + "~" : "~";
        return quotes.Where(q => string.CompareOrdinal(q.SortDate, until) < 0).MaxBy(q => q.SortDate, StringComparer.Ordinal)
            ?? throw new InvalidConfigurationException(
                $"{parts[0]} has no {kind} of {parts[1]} or before; its dates are {string.Join(", ", quotes.Select(q => q.Date).Distinct())}");
    }

    private static List<PriceQuote> Read()
    {
        Dictionary<string, string> sources = [];
        using (CsvRows reader = Open("sources.csv"))
        {
            while (reader.Read())
            {
                sources.Add(Text(reader, "source"), Text(reader, "text"));
            }
        }

        List<PriceQuote> quotes = [];
        using CsvRows rows = Open("prices.csv");
        while (rows.Read())
        {
            quotes.Add(new PriceQuote
            {
                Kind = Text(rows, "kind"),
                Provider = Text(rows, "provider"),
                Item = Text(rows, "item"),
                Tier = Text(rows, "tier"),
                InputUsdPerMtok = Number(rows, "input_usd_per_mtok"),
                CachedInputUsdPerMtok = Number(rows, "cached_input_usd_per_mtok"),
                OutputUsdPerMtok = Number(rows, "output_usd_per_mtok"),
                Value = Number(rows, "value"),
                Low = Number(rows, "low"),
                High = Number(rows, "high"),
                Unit = Text(rows, "kind") == TokenPrices ? "USD/M tokens" : Text(rows, "unit"),
                Date = Text(rows, "date"),
                Certainty = Text(rows, "certainty"),
                Source = sources[Text(rows, "source")],
                Notes = Text(rows, "notes"),
            });
        }

        return quotes;
    }

    private static string Text(CsvRows rows, string column) => Encoding.UTF8.GetString(rows.Text(rows.Find(column)));

    private static decimal? Number(CsvRows rows, string column) =>
        Text(rows, column) is { Length: > 0 } text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private static CsvRows Open(string file) =>
        new(typeof(PriceCatalog).Assembly.GetManifestResourceStream($"InferenceSim.Economics.Prices.data.{file}")!, $"built-in {file}");
}
