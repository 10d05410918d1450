using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Economics.Prices;
using InferenceSim.Experiments;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim list prices</c>: the quotes that scenarios can name, with date and source.</summary>
internal static class ListPricesCommand
{
    private static readonly string[] s_columns =
    [
        "kind", "provider", "item", "tier", "input_usd_per_mtok", "cached_input_usd_per_mtok", "output_usd_per_mtok", "value", "low", "high", "unit",
        "date", "certainty", "source", "notes",
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("prices", "Published prices: tokens by seller, accelerator-hours by cloud, purchase, power, space; each with date and source.");
        Argument<string?> words = new("words") { Description = "show only rows with this in provider, item or tier", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> kind = new("--kind") { Description = string.Join(", ", PriceCatalog.Kinds), HelpName = "kind" };
        Option<string?> format = OutputFormats.Option();
        kind.AcceptOnlyFromAmong([.. PriceCatalog.Kinds]);
        command.Add(words);
        command.Add(kind);
        command.Add(format);
        return command.WithAction((parsed, _) =>
        {
            PriceQuote[] quotes = [.. PriceCatalog.All.Where(q => Matches(q, parsed.GetValue(kind), parsed.GetValue(words)))];
            if (quotes.Length == 0)
            {
                throw new UsageException($"no price has '{parsed.GetValue(words)}' in provider, item or tier; 'infersim list prices' shows all");
            }

            Print(quotes, OutputFormats.Of(parsed.GetValue(format)));
            return ExitCode.Ok;
        });
    }

    private static bool Matches(PriceQuote quote, string? kind, string? words) =>
        (kind is null || quote.Kind == kind)
        && (words is null || $"{quote.Provider}/{quote.Item} {quote.Tier}".Contains(words, StringComparison.OrdinalIgnoreCase));

    private static void Print(PriceQuote[] quotes, OutputFormat format)
    {
        bool table = format == OutputFormat.Table;
        int[] shown = [.. Enumerable.Range(0, s_columns.Length)
            // On a terminal, columns that nothing is in only take room.
            .Where(c => !table || (s_columns[c] is not ("notes" or "kind") && quotes.Any(q => Row(q)[c] is not (null or ""))))];
        RecordPrinter.Print([.. shown.Select(c => s_columns[c])], quotes.Select(q => shown.Select(c => Row(q)[c]).ToArray()), format);
    }

    private static object?[] Row(PriceQuote q) =>
    [
        q.Kind, q.Provider, q.Item, q.Tier, (double?)q.InputUsdPerMtok, (double?)q.CachedInputUsdPerMtok, (double?)q.OutputUsdPerMtok, (double?)q.Value,
        (double?)q.Low, (double?)q.High, q.Unit, q.Date, q.Certainty, q.Source, q.Notes,
    ];
}
