using InferenceSim.Experiments;
using InferenceSim.Simulation;

namespace InferenceSim.Results;

/// <summary>The rows of an interrupted sweep that need not be run again: whole, in order, and of the same sweep.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">Bytes of the file that they and the header take; what comes after is a row that was cut off.</param>
public readonly record struct FinishedRows(int Count, long Bytes)
{
    /// <summary>Reads what an interrupted sweep left.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="places">The points that the sweep runs, in order.</param>
    /// <param name="inputs">The inputs of the k-th of them, for naming a difference.</param>
    /// <exception cref="InvalidConfigurationException">The file is of another sweep; the message names the difference.</exception>
    public static FinishedRows Read(ResultFile file, IReadOnlyList<SweepPlace> places, Func<int, PointInputs> inputs)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(inputs);
        FinishedRows finished = default;
        SweepColumns? columns = null;
        foreach (ResultRecord record in file.Records())
        {
            if (columns is null)
            {
                CheckHeader(file, record);
                columns = new SweepColumns(file, record);
                finished = new(0, record.Length);
                continue;
            }

            CheckRow(file, record, columns, finished.Count, places, inputs);
            finished = new(finished.Count + 1, record.Offset + record.Length);
        }

        return finished;
    }

    private static void CheckHeader(ResultFile file, in ResultRecord header)
    {
        for (int i = 0; i < Math.Max(header.Fields.Length, ResultColumns.All.Count); i++)
        {
            string? there = header.Fields.ElementAtOrDefault(i), now = ResultColumns.All.ElementAtOrDefault(i)?.Name;
            if (there != now)
            {
                throw file.Fault(header.Line, FormattableString.Invariant(
                    $"column {i + 1} is '{there}' where this version writes '{now}': it cannot go on with this file; give another --out"));
            }
        }
    }

    private static void CheckRow(
        ResultFile file, in ResultRecord record, SweepColumns columns, int row, IReadOnlyList<SweepPlace> places, Func<int, PointInputs> inputs)
    {
        if (record.Fields.Length != ResultColumns.All.Count)
        {
            throw file.Fault(record.Line, FormattableString.Invariant(
                $"the row has {record.Fields.Length} fields, the header {ResultColumns.All.Count}; the file was changed by something else"));
        }

        (int point, int points, string sweep) = columns.Of(record);
        if (row < places.Count && (point, points, sweep) == (places[row].Point, places[row].Points, places[row].Sweep))
        {
            return;
        }

        throw file.Fault(record.Line, $"{Difference(record.Fields, point, points, sweep, row, places, inputs)}. "
            + "--resume goes on with the same sweep only: give the flags of the first run, or another --out");
    }

    private static string Difference(
        string[] fields, int point, int points, string sweep, int row, IReadOnlyList<SweepPlace> places, Func<int, PointInputs> inputs)
    {
        if (row >= places.Count)
        {
            return FormattableString.Invariant($"the file has more rows than the {places.Count} that are to be run now");
        }

        SweepPlace place = places[row];
        if (sweep == place.Sweep)
        {
            return FormattableString.Invariant($"the row is point {point}, point {place.Point} should stand there (another --shard, or rows moved or left out)");
        }

        string size = points == place.Points ? "" : FormattableString.Invariant($"; the sweep of the file has {points} points, this one {place.Points}");
        PointResult now = new() { Inputs = inputs(row), Status = PointStatus.Ok, Place = place };
        for (int i = 0; i < fields.Length && ResultColumns.All[i].Name is not ("point" or "points" or "sweep"); i++)
        {
            string value = CsvValue.Text(ResultColumns.All[i].Value(now));
            if (value != fields[i])
            {
                return FormattableString.Invariant($"{ResultColumns.All[i].Name} is {Shown(fields[i])} in the file and {Shown(value)} now{size}");
            }
        }

        return size.Length > 0
            ? size[2..]
            : "the row has the same inputs, but something else is not as it was: other points, the price, the predictor, the content of a file, the version of infersim";
    }

    private static string Shown(string value) => value.Length == 0 ? "empty" : $"'{value}'";
}
