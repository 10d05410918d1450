using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>Tables for people, on stdout.</summary>
internal static class ConsoleTable
{
    // Wide enough that nothing is wrapped where stdout is a file or a pipe and a table was asked for nevertheless.
    private const int PipeWidth = 240;

    /// <summary>The console that tables go to.</summary>
    public static IAnsiConsole Out { get; } = Create();

    /// <summary>Columns that fit on a line.</summary>
    public static int Width => Out.Profile.Width;

    /// <summary>A table without rows.</summary>
    public static Table New() => new() { Border = TableBorder.Simple, ShowRowSeparators = false };

    /// <summary>A column whose texts are not wrapped.</summary>
    public static TableColumn Column(string header, bool number = false) => new(Markup.Escape(header))
    {
        NoWrap = true,
        Alignment = number ? Justify.Right : Justify.Left,
        Padding = new Padding(0, 0, number ? 0 : 1, 0),
    };

    /// <summary>Text as it is: brackets in it are no markup.</summary>
    public static Text Cell(string? text) => new(text ?? "");

    /// <summary>Prints a line of plain text, wrapped at words by nobody but the terminal.</summary>
    public static void Line(string text = "") => Console.Out.WriteLine(text);

    private static IAnsiConsole Create()
    {
        AnsiConsoleSettings settings = new() { Out = new AnsiConsoleOutput(Console.Out) };
        if (Console.IsOutputRedirected)
        {
            settings.Ansi = AnsiSupport.No;
            settings.Interactive = InteractionSupport.No;
        }

        IAnsiConsole console = AnsiConsole.Create(settings);
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
