using System.CommandLine;

namespace InferenceSim.Cli.Output;

/// <summary>How rows are printed on stdout.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs and spreadsheets.</summary>
    Csv,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>The flag <c>--format</c>.</summary>
internal static class OutputFormats
{
    /// <summary>A new option for a command.</summary>
    public static Option<string?> Option()
    {
        Option<string?> option = new("--format") { Description = "table, csv or json on stdout (default: table on a terminal, csv in a pipe)", HelpName = "table|csv|json" };
        option.AcceptOnlyFromAmong("table", "csv", "json");
        return option;
    }

    /// <summary>What was asked, or what suits where stdout goes.</summary>
    public static OutputFormat Of(string? text) => text switch
    {
        "table" => OutputFormat.Table,
        "csv" => OutputFormat.Csv,
        "json" => OutputFormat.Json,
        _ => Console.IsOutputRedirected ? OutputFormat.Csv : OutputFormat.Table,
    };
}
