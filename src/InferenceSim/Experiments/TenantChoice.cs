using InferenceSim.Workloads.Rates;

namespace InferenceSim.Experiments;

/// <summary>
/// One tenant of a scenario's <c>tenants</c>. What it leaves out is the scenario's own (<c>workload</c>, <c>arrivals</c>,
/// <c>rate_profile</c>, <c>input_tokens</c>, <c>output_tokens</c>).
/// </summary>
public sealed record TenantChoice
{
    /// <summary>Its name, unlike that of any other tenant; its random streams belong to it.</summary>
    public required string Name { get; init; }

    /// <summary>Catalog name of a workload, or path of a workload file or trace.</summary>
    public string? Workload { get; init; }

    /// <summary>Requests (or sessions) per second.</summary>
    public double? Rate { get; init; }

    /// <summary>Instead of a rate: its part of the scenario's <c>rate</c>, in proportion to the shares of the other tenants.</summary>
    public double? Share { get; init; }

    /// <summary>How its requests arrive, as in a scenario.</summary>
    public string? Arrivals { get; init; }

    /// <summary>How its rate goes over time; see <see cref="RateNotation"/>.</summary>
    public string? Profile { get; init; }

    /// <summary>Users of a closed loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Seconds a user of a closed loop waits between an answer and the next request.</summary>
    public double? ThinkTime { get; init; }

    /// <summary>Requests of its own, outside the number asked of the whole mix. A closed loop needs it.</summary>
    public int? Requests { get; init; }

    /// <summary>Input tokens of a request, replacing the workload's own: a number or a distribution in quotes.</summary>
    public string? InputTokens { get; init; }

    /// <summary>Output tokens of a request, replacing the workload's own.</summary>
    public string? OutputTokens { get; init; }

    /// <summary>Most output tokens that its clients allow. Default: the scenario's.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Seconds after which its clients give up: <c>"30"</c> or <c>"exp:30"</c>. Default: the scenario's.</summary>
    public string? Patience { get; init; }

    /// <summary>Factor on the arrival rate of a trace.</summary>
    public double? RateScale { get; init; }

    /// <summary>Part of a trace to play, as in a scenario.</summary>
    public string? Window { get; init; }

    /// <summary>Largest time to first token within its SLO, in milliseconds. Default: the scenario's.</summary>
    public double? SloTtftMs { get; init; }

    /// <summary>Largest time per output token within its SLO, in milliseconds. Default: the scenario's.</summary>
    public double? SloTpotMs { get; init; }

    /// <summary>The class of prices that it pays.</summary>
    public string? PriceClass { get; init; }

    /// <summary>Priority of its requests; lower is more urgent.</summary>
    public int? Priority { get; init; }

    /// <summary>The scenario of this tenant alone; checks its texts and numbers as if they were the scenario's flags.</summary>
    /// <exception cref="UsageException">A value is not one of its field; the message says what is allowed.</exception>
    internal Scenario Alone(Scenario scenario, double? shares)
    {
        Scenario alone = scenario with { Tenants = null, Requests = null, Rate = null };
        double? rate = Share is { } share ? scenario.Rate * share / shares : Rate;
        (string Field, object? Value)[] given =
        [
            ("workload", Workload), ("rate", rate), ("arrivals", Arrivals), ("rate_profile", Profile), ("concurrency", Concurrency),
            ("think_time", ThinkTime), ("requests", Requests), ("input_tokens", InputTokens), ("output_tokens", OutputTokens),
            ("max_tokens", MaxTokens), ("patience", Patience), ("rate_scale", RateScale), ("window", Window), ("slo_ttft_ms", SloTtftMs), ("slo_tpot_ms", SloTpotMs),
        ];
        foreach ((string field, object? value) in given)
        {
            if (value is not null)
            {
                alone = ScenarioFields.Find(field).Apply(alone, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
            }
        }

        return alone;
    }
}
