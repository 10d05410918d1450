namespace InferenceSim.Results;

/// <summary>The columns that say which point of which sweep a row is, found by name in the header of a file.</summary>
internal sealed class SweepColumns
{
    private const string Point = "point";
    private const string Points = "points";
    private const string Sweep = "sweep";

    private readonly ResultFile _file;
    private readonly int _point;
    private readonly int _points;
    private readonly int _sweep;

    public SweepColumns(ResultFile file, ResultRecord header)
    {
        _file = file;
        (_point, _points, _sweep) = (Find(header, Point), Find(header, Points), Find(header, Sweep));
    }

    /// <summary>Which point of which sweep <paramref name="record"/> is.</summary>
    public (int Point, int Points, string Sweep) Of(in ResultRecord record) =>
        (Number(record, _point, Point), Number(record, _points, Points), record.Fields[_sweep]);

    private int Find(in ResultRecord header, string column)
    {
        int index = Array.IndexOf(header.Fields, column);
        return index >= 0 ? index : throw _file.Fault(header.Line, $"there is no column '{column}': this is not the file of a sweep");
    }

    private int Number(in ResultRecord record, int column, string name) =>
        int.TryParse(record.Fields[column], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
            : throw _file.Fault(record.Line, $"column {name} has '{record.Fields[column]}', a whole number is expected");
}
