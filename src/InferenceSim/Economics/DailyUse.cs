using InferenceSim.Economics.Revenues;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Economics;

/// <summary>
/// What a deployment does in a day of 24 hours: the quantities that money is counted on, exact decimals. They come from a simulated
/// window, scaled to a day, or from an assumption that somebody makes on paper; then what only a simulation knows is <c>null</c>.
/// </summary>
public sealed record DailyUse
{
    /// <summary>Hours of a day.</summary>
    public const decimal HoursPerDay = 24;

    /// <summary>Days of a mean month: 365 / 12.</summary>
    public const decimal DaysPerMonth = 365m / 12;

    /// <summary>Tokens that prices are told for.</summary>
    public const decimal TokensPerMillion = 1_000_000;

    internal const decimal SecondsPerDay = 86_400;
    private const decimal SecondsPerHour = 3_600;
    private const decimal JoulesPerKwh = 3_600_000;

    /// <summary>Accelerator-hours that are there to be paid for in a day, idle ones included.</summary>
    public required decimal PaidGpuHours { get; init; }

    /// <summary>Accelerator-hours in which a step ran; <c>null</c> for an assumption.</summary>
    public decimal? BusyGpuHours { get; init; }

    /// <summary>Billed input tokens a day that were computed.</summary>
    public required decimal UncachedInputTokens { get; init; }

    /// <summary>Billed input tokens a day that came from the prefix cache.</summary>
    public decimal CachedInputTokens { get; init; }

    /// <summary>Billed output tokens a day.</summary>
    public required decimal OutputTokens { get; init; }

    /// <summary>Tokens a day that were computed and that nobody is billed for: recomputed after preemption, or drafted and thrown away; <c>null</c> for an assumption.</summary>
    public decimal? UnbilledTokens { get; init; }

    /// <summary>Requests a day that were rejected, lost or given up, and the tokens that they would have had; <c>null</c> for an assumption.</summary>
    public UnservedUse? Unserved { get; init; }

    /// <summary>Requests completed in a day; <c>null</c> for an assumption that does not say.</summary>
    public decimal? Requests { get; init; }

    /// <summary>Output tokens a day of requests that met the latency limits; <c>null</c> where none were given.</summary>
    public decimal? OutputTokensWithinSlo { get; init; }

    /// <summary>The part of the busy time that prefill caused; <c>null</c> for an assumption or where nothing was busy.</summary>
    public decimal? PrefillShare { get; init; }

    /// <summary>
    /// The parts of prefill's and of decode's time that go with the contexts of the tokens: attention over what is in the KV cache. The rest goes with the
    /// tokens. 0 where nobody asked, since only tenants differ in it.
    /// </summary>
    public ContextShare ContextTime { get; init; }

    /// <summary>
    /// Block-time that reused prefix blocks were held for, over the block-time of the whole KV cache. Each user of a shared block counts, as each is
    /// billed for it; all together no more than was held, since a block that many share is there once.
    /// </summary>
    public decimal ReusedPoolShare { get; init; }

    /// <summary>Kilowatt-hours a day that the accelerators would draw if nothing were served; <c>null</c> where their power is not known.</summary>
    public decimal? IdleKwh { get; init; }

    /// <summary>Kilowatt-hours a day that serving adds to that; <c>null</c> where their power is not known.</summary>
    public decimal? ServingKwh { get; init; }

    /// <summary>All billed tokens of a day.</summary>
    public decimal BilledTokens => UncachedInputTokens + CachedInputTokens + OutputTokens;

    /// <summary>
    /// The part of what is paid for hours that is for those in which a step ran, where accelerators at several prices are busy to different degrees;
    /// <c>null</c> where it is <see cref="BusyShare"/>.
    /// </summary>
    public decimal? BusyCostShare { get; init; }

    /// <summary>The part of the paid hours in which a step ran.</summary>
    public decimal? BusyShare => PaidGpuHours == 0 ? null : BusyGpuHours / PaidGpuHours;

    /// <summary>A simulated window scaled to a day; <c>null</c> where the window has no length.</summary>
    /// <param name="report">The run.</param>
    /// <param name="acceleratorsPerReplica">Accelerators of a replica, paid for as long as the replica is there.</param>
    /// <param name="energy">The energy of all of them, where it is known.</param>
    public static DailyUse? Of(SimulationReport report, int acceleratorsPerReplica, RunEnergy? energy)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Duration.Picoseconds == 0)
        {
            return null;
        }

        decimal perDay = SecondsPerDay * SimDuration.PicosecondsPerSecond / report.Duration.Picoseconds;
        decimal held = acceleratorsPerReplica * (decimal)report.ReplicaTime / SimDuration.PicosecondsPerSecond;
        decimal busy = acceleratorsPerReplica * (decimal)Int128.Min(report.BusyTime.Picoseconds, report.ReplicaTime) / SimDuration.PicosecondsPerSecond;
        decimal? idleJoules = energy is null ? null : (decimal)energy.Model.IdleWatts * held;
        return Tokens(report, perDay) with
        {
            PaidGpuHours = held * perDay / SecondsPerHour,
            BusyGpuHours = busy * perDay / SecondsPerHour,
            PrefillShare = report.BusyTime.Picoseconds == 0 ? null : (decimal)report.PrefillTime.Picoseconds / (decimal)report.BusyTime.Picoseconds,
            IdleKwh = idleJoules / JoulesPerKwh * perDay,
            ServingKwh = energy is null ? null : Math.Max(0, (decimal)energy.Joules - idleJoules!.Value) / JoulesPerKwh * perDay,
        };
    }

    /// <summary>
    /// The day of a deployment from those of its groups: hours and energy are sums; tokens are those of the whole run; prefill's part of the time
    /// is the mean of the groups', weighted by what each costs.
    /// </summary>
    /// <param name="report">The run of the whole deployment.</param>
    /// <param name="groups">The day of each group, and what an accelerator of it costs an hour.</param>
    public static DailyUse Together(SimulationReport report, IReadOnlyList<(DailyUse Use, decimal UsdPerGpuHour)> groups)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(groups);
        decimal weights = groups.Where(g => g.Use.PrefillShare is not null).Sum(Cost);
        return Tokens(report, SecondsPerDay * SimDuration.PicosecondsPerSecond / report.Duration.Picoseconds) with
        {
            PaidGpuHours = groups.Sum(g => g.Use.PaidGpuHours),
            BusyGpuHours = groups.Sum(g => g.Use.BusyGpuHours),
            BusyCostShare = groups.Count > 1 && groups.Sum(Cost) is > 0 and decimal all ? groups.Sum(g => g.Use.BusyGpuHours * g.UsdPerGpuHour) / all : null,
            PrefillShare = weights > 0
                ? groups.Sum(g => (g.Use.PrefillShare ?? 0) * Cost(g)) / weights
                : groups.Select(g => g.Use.PrefillShare).FirstOrDefault(p => p is not null),
            IdleKwh = groups.Any(g => g.Use.IdleKwh is null) ? null : groups.Sum(g => g.Use.IdleKwh),
            ServingKwh = groups.Any(g => g.Use.ServingKwh is null) ? null : groups.Sum(g => g.Use.ServingKwh),
        };

        static decimal Cost((DailyUse Use, decimal UsdPerGpuHour) group) => group.Use.PaidGpuHours * group.UsdPerGpuHour;
    }

    /// <summary>The same paid hours with part of the tokens, or more of them: what each of them adds to the energy stays.</summary>
    public DailyUse WithTokens(decimal share) => this with
    {
        UncachedInputTokens = UncachedInputTokens * share,
        CachedInputTokens = CachedInputTokens * share,
        OutputTokens = OutputTokens * share,
        UnbilledTokens = UnbilledTokens * share,
        Requests = Requests * share,
        OutputTokensWithinSlo = OutputTokensWithinSlo * share,
        ServingKwh = ServingKwh * share,
    };

    /// <summary>The tokens of one among several in the same paid hours.</summary>
    public DailyUse Part(TokenShare share) => this with
    {
        UncachedInputTokens = UncachedInputTokens * share.UncachedInput,
        CachedInputTokens = CachedInputTokens * share.CachedInput,
        OutputTokens = OutputTokens * share.Output,
    };

    /// <summary>
    /// The day with the unserved requests served too, as far as what is billed is concerned: of their input as much would have come from the cache as of
    /// that of the others.
    /// </summary>
    public DailyUse WithUnserved()
    {
        if (Unserved is not { } unserved)
        {
            return this;
        }

        decimal input = UncachedInputTokens + CachedInputTokens;
        decimal cached = input == 0 ? 0 : unserved.InputTokens * CachedInputTokens / input;
        return this with
        {
            UncachedInputTokens = UncachedInputTokens + unserved.InputTokens - cached,
            CachedInputTokens = CachedInputTokens + cached,
            OutputTokens = OutputTokens + unserved.OutputTokens,
            Requests = Requests + unserved.Requests,
        };
    }

    /// <summary>An assumption on paper: so many tokens in every second of the day, whatever an engine could do.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one accelerator, or a rate below 0.</exception>
    public static DailyUse Assumed(
        int accelerators, decimal inputTokensPerSecond, decimal outputTokensPerSecond, decimal cachedInputTokensPerSecond = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accelerators, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(inputTokensPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(outputTokensPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cachedInputTokensPerSecond, inputTokensPerSecond);
        return new DailyUse
        {
            PaidGpuHours = accelerators * HoursPerDay,
            UncachedInputTokens = (inputTokensPerSecond - cachedInputTokensPerSecond) * SecondsPerDay,
            CachedInputTokens = cachedInputTokensPerSecond * SecondsPerDay,
            OutputTokens = outputTokensPerSecond * SecondsPerDay,
        };
    }

    private static DailyUse Tokens(SimulationReport report, decimal perDay)
    {
        Int128 pool = (Int128)report.TotalBlocks * report.Duration.Picoseconds;
        return new DailyUse
        {
            PaidGpuHours = 0,
            UncachedInputTokens = (report.PromptTokens - report.CachedPromptTokens) * perDay,
            CachedInputTokens = report.CachedPromptTokens * perDay,
            OutputTokens = report.BilledOutputTokens * perDay,
            UnbilledTokens = report.UnbilledTokens * perDay,
            Requests = report.Completed * perDay,
            Unserved = UnservedUse.Of(report.Unserved, report.Duration),
            OutputTokensWithinSlo = report.OutputTokensWithinSlo * perDay,
            ReusedPoolShare = pool == 0 ? 0 : (decimal)Math.Min(Math.Min(1, report.KvMeanFraction), (double)report.ReusedBlockTime / (double)pool),
        };
    }
}
