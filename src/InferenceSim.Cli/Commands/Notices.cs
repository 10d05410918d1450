using InferenceSim.Experiments;

namespace InferenceSim.Cli.Commands;

/// <summary>What is said on stderr after the rows: once, and only what a reader of the rows would miss.</summary>
internal static class Notices
{
    /// <summary>Says that cost cells are empty, and that requests were changed or left out.</summary>
    public static void Print(IReadOnlyList<PointResult> rows)
    {
        string[] unpriced = [.. rows.Where(r => r.Ran && r.Cost is null).Select(r => r.Inputs.Gpu ?? "the accelerators").Distinct()];
        if (unpriced.Length > 0)
        {
            Console.Error.WriteLine($"infersim: no rental price is known for {string.Join(", ", unpriced)}: cost columns stay empty; give --price");
        }

        PointResult[] runs = [.. rows.SelectMany(r => r.Replications.Count == 0 ? [r] : r.Replications)];
        if (runs.Where(r => r.Report?.Rejected > 0).MaxBy(r => r.Report!.Rejected) is PointResult rejected)
        {
            Console.Error.WriteLine(FormattableString.Invariant(
                $"infersim: up to {rejected.Report!.Rejected} of {rejected.Report.Arrived} requests were rejected, the first because {rejected.Report.FirstRejection}"));
        }

        if (runs.Max(r => r.Notes?.ClippedToContext ?? 0) is long clipped and > 0)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"infersim: up to {clipped} generated requests were cut to the context limit"));
        }

        if (runs.Max(r => r.Notes?.DroppedWithoutOutput ?? 0) is long dropped and > 0)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"infersim: {dropped} trace rows without output tokens were left out"));
        }

        int same = rows.Count(r => r.Replications.Count > 0 && r.Replications.All(o => o.Report == r.Report));
        if (same > 0)
        {
            Console.Error.WriteLine(FormattableString.Invariant(
                $"infersim: nothing is random in {same} of {rows.Count} points: their replications are the same run, their intervals say nothing"));
        }
    }

    /// <summary>Says after Ctrl-C what was finished and where it is.</summary>
    public static int Interrupted(int finished, int points, string[] files, bool resumable = false)
    {
        string kept = files.Length == 0 ? "" : $"; {string.Join(" and ", files)} {(files.Length == 1 ? "has" : "have")} the finished rows";
        Console.Error.WriteLine(FormattableString.Invariant($"infersim: interrupted after {finished} of {points} points{kept}{(resumable ? "; the same command with --resume goes on" : "")}"));
        return ExitCode.Interrupted;
    }

    /// <summary>1 where no row has figures, otherwise 0.</summary>
    public static int ExitCodeOf(IReadOnlyList<PointResult> rows) => rows.Any(r => r.Ran) ? ExitCode.Ok : ExitCode.Failed;
}
