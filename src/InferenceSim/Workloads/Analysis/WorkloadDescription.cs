using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Workloads.Analysis;

/// <summary>Counts and statistics of a workload, without an engine.</summary>
public sealed record WorkloadDescription
{
    private const int DefaultBlockTokens = 16;

    /// <summary>The workload's name.</summary>
    public required string Name { get; init; }

    /// <summary>Requests.</summary>
    public required int Requests { get; init; }

    /// <summary>How they arrive, or <c>null</c> for lengths without times.</summary>
    public required ArrivalSummary? Arrivals { get; init; }

    /// <summary>Prompt lengths, in tokens.</summary>
    public required LengthSummary Prompt { get; init; }

    /// <summary>Output lengths, in tokens.</summary>
    public required LengthSummary Output { get; init; }

    /// <summary>Prompt tokens of all requests.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Output tokens of all requests.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Share of prompt tokens in blocks that an earlier prompt had, with a cache that never evicts.</summary>
    public required double PrefixShare { get; init; }

    /// <summary>Tokens in the blocks of <see cref="PrefixShare"/>.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>Different sessions, 0 if there are none.</summary>
    public required int Sessions { get; init; }

    /// <summary>Mean requests of a session, 0 if there are none.</summary>
    public required double MeanTurns { get; init; }

    /// <summary>
    /// Whether some arrivals depend on the engine (closed loops, turns that wait for answers): they are told as if every answer took no
    /// time.
    /// </summary>
    public required bool AssumesZeroService { get; init; }

    /// <summary>What was changed or left out on the way.</summary>
    public required WorkloadNotes Notes { get; init; }

    /// <summary>Describes a workload by playing it once.</summary>
    /// <param name="workload">Any workload.</param>
    /// <param name="blockTokens">Tokens in a block for the shared part, or <c>null</c> for a trace's own, else 16.</param>
    public static WorkloadDescription Of(IWorkload workload, int? blockTokens = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        bool timed = workload is not ITrace { HasArrivalTimes: false };
        IWorkload played = timed ? workload : ((ITrace)workload).WithArrivals(ArrivalSpec.AllAtOnce());
        IRequestSource source = played.Start();
        List<long> arrivals = [];
        List<double> prompts = [];
        List<double> outputs = [];
        Dictionary<int, int> turns = [];
        foreach ((Request request, _, _) in ZeroServicePlay.Of(source))
        {
            arrivals.Add(request.Arrival.Picoseconds);
            prompts.Add(request.PromptTokens);
            outputs.Add(request.OutputTokens);
            if (request.Session >= 0)
            {
                turns[request.Session] = turns.GetValueOrDefault(request.Session) + 1;
            }
        }

        // A trace of lengths shares nothing, and has far too many blocks to be counted for that.
        PrefixCacheAnalysis? cache = workload is ITrace { HasContent: false }
            ? null
            : PrefixCacheAnalysis.Of(workload is ITrace ? workload : played, BlockConvention.All, blockTokens);
        return new WorkloadDescription
        {
            Name = workload.Name,
            Requests = prompts.Count,
            Arrivals = timed ? ArrivalSummary.Of([.. arrivals]) : null,
            Prompt = LengthSummary.Of([.. prompts]),
            Output = LengthSummary.Of([.. outputs]),
            PromptTokens = (long)prompts.Sum(),
            OutputTokens = (long)outputs.Sum(),
            PrefixShare = cache?.Infinite().TokenHitFraction ?? 0,
            BlockTokens = cache?.BlockTokens ?? blockTokens ?? (workload as ITrace)?.BlockTokens ?? DefaultBlockTokens,
            Sessions = turns.Count,
            MeanTurns = turns.Count == 0 ? 0 : turns.Values.Average(),
            AssumesZeroService = source.HasFollowUps,
            Notes = workload.Notes,
        };
    }
}
