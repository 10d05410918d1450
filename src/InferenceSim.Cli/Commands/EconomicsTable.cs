using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary>What an economics command found: rows for files, sentences for people, and a picture if somebody wants it.</summary>
/// <param name="Columns">Names of the columns, with their units.</param>
/// <param name="Rows">Texts, <see cref="long"/>, <see cref="double"/> or <c>null</c>.</param>
/// <param name="Sentences">The answer in words.</param>
/// <param name="Figure">Makes the picture.</param>
internal sealed record EconomicsTable(string[] Columns, object?[][] Rows, IReadOnlyList<string> Sentences, Func<Figure> Figure)
{
    /// <summary>The columns that a terminal has room for; all of them where nothing is said.</summary>
    public IReadOnlyList<string> OnTerminal { get; init; } = Columns;
}
