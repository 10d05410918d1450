using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>
/// Which inputs tell rows apart. One that only follows from another (the default token budget of each accelerator, the users of a
/// closed loop that are the batch) does not.
/// </summary>
public static class VaryingInputs
{
    // Where the column of a field has another name, mostly with its unit.
    private static readonly Dictionary<string, string> s_columns = new(StringComparer.Ordinal)
    {
        ["tp"] = "num_gpus",
        ["precision"] = "weight_precision",
        ["router_staleness"] = "router_staleness_seconds",
        ["think_time"] = "think_time_seconds",
        ["window"] = "trace_window",
        ["duration"] = "arrival_duration",
        ["warmup"] = "warmup_seconds",
        ["measure"] = "measure_seconds",
        ["max_sim_time"] = "max_sim_time_seconds",
        ["rate"] = "rate_requests_per_second",
        ["price"] = "price_usd_per_gpu_hour",
        ["rental_from"] = "price_usd_per_gpu_hour",
        ["input_price"] = "input_price_usd_per_mtok",
        ["cached_input_price"] = "cached_input_price_usd_per_mtok",
        ["output_price"] = "output_price_usd_per_mtok",
        ["prices_from"] = "input_price_usd_per_mtok",
    };

    /// <summary>The columns whose question differs between rows, those of inputs first, in order.</summary>
    public static IReadOnlyList<ResultColumn> Of(IReadOnlyList<PointResult> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. ScenarioFields.All
            .Where(f => rows.Select(r => f.Asked(r.Inputs.Scenario)).Distinct().Skip(1).Any())
            .Select(Column)
            .DistinctBy(c => c.Name)
            .OrderBy(Position)];
    }

    /// <summary>The column called <paramref name="name"/>.</summary>
    public static ResultColumn Column(string name) => ResultColumns.All.First(c => c.Name == name);

    /// <summary>The place of <paramref name="column"/> in the results; after all of them for what is asked and has no column.</summary>
    public static int Position(ResultColumn column)
    {
        int index = 0;
        while (index < ResultColumns.All.Count && ResultColumns.All[index].Name != column.Name)
        {
            index++;
        }

        return index;
    }

    private static ResultColumn Column(ScenarioField field)
    {
        string name = s_columns.GetValueOrDefault(field.Name, field.Name);
        return ResultColumns.All.FirstOrDefault(c => c.Name == name) ?? new ResultColumn(field.Name, r => Text(field.Asked(r.Inputs.Scenario)));
    }

    private static object? Text(object? asked) => asked switch
    {
        bool on => on ? "on" : "off",
        int whole => (long)whole,
        _ => asked,
    };
}
