using System.Globalization;
using System.Text;
using InferenceSim.KvCache;
using InferenceSim.Scheduling;
using InferenceSim.Serving;

namespace InferenceSim.Tests.Golden;

/// <summary>
/// Writes down what a replica decides in the format of the recordings. Steps that were leapt over are worked out one by one from the state
/// at the start of the leap, sequence by sequence.
/// </summary>
internal sealed class GoldenRecorder(int blockSize, int stages) : IReplicaObserver
{
    private readonly Queue<Step> _underWay = new();
    private readonly long[] _left = new long[stages];
    private int _steps;

    public List<string> Steps { get; } = [];

    public List<string> Batches { get; } = [];

    public List<string> Prefills { get; } = [];

    public List<string> Blocks { get; } = [];

    public void OnScheduled(Replica replica, long durationPicoseconds)
    {
        EngineState state = replica.State;
        ScheduledBatch batch = state.Batch;
        bool empty = batch.Sequences == 0 && batch.Preempted.Count == 0;
        Schedule(new Step
        {
            IsEmpty = empty,
            Scheduled = replica.Now.Picoseconds,
            Duration = durationPicoseconds,
            PrefillTokens = batch.PrefillTokens,
            PrefillRequests = batch.PrefillChunks,
            DecodeRequests = batch.DecodeSequences,
            DecodeTokens = batch.DecodeSequences + batch.DraftTokens,
            DecodeContextSum = batch.DecodeContextSum,
            Running = state.Running.Count,
            Waiting = state.Waiting.Count,
            Free = state.Cache.Pool.Free,
            Preempted = string.Join(' ', batch.Preempted.Select(slot => Id(state, slot))),
            Entries = [.. CohortEntries(state), .. batch.Entries.Select(e => $"{Id(state, e.Slot)}:{e.Tokens}@{e.Context}")],
            Allocations = string.Join(';', batch.Entries.Select(e => Allocation(state, e)).Where(a => a.Length > 0)),
        });
        foreach (BatchEntry entry in batch.Entries.Where(e => !(e.IsDecode && e.Kind == BatchEntryKind.Continuing)))
        {
            string kind = entry.Kind switch { BatchEntryKind.New => "new", BatchEntryKind.Resumed => "resumed", _ => "cont" };
            Prefills.Add($"{_steps - 1},{Id(state, entry.Slot)},{entry.Tokens},{entry.Context},{kind},{(entry.IsDecode ? 'D' : 'P')}");
        }
    }

    public void OnLeap(Replica replica, long steps, long firstDuration, long durationStep)
    {
        EngineState state = replica.State;
        IBlockPool pool = state.Cache.Pool;
        List<(string Id, long Context, int Registered)> members = [.. CohortMembers(state)];
        int free = pool.Free;
        int hashes = pool.Contents.CountContents();
        Queue<ulong> nextTaken = new(pool.FreeContents());
        bool caching = state.Cache.PrefixCaching;
        Dictionary<ulong, int> copies = pool.Contents.All().CountBy(hash => hash).ToDictionary();
        long at = replica.Now.Picoseconds;
        for (long i = 0; i < steps; i++)
        {
            int taken = members.Count(m => (m.Context + i) % blockSize == 0);
            free -= taken;
            for (int t = 0; caching && t < taken; t++)
            {
                // Taking a block evicts its content, which is gone only with its last copy.
                ulong content = nextTaken.Dequeue();
                hashes -= content != 0 && --copies[content] == 0 ? 1 : 0;
            }

            // With the newest token under way a full block is registered one step later; the last of a prompt was, with it.
            long known = state.IsAsync ? i : i + 1;
            hashes += caching ? members.Count(m => (m.Context + known) % blockSize == 0 && m.Context + known > m.Registered) : 0;
            Schedule(new Step
            {
                Scheduled = at,
                Duration = firstDuration + (i * durationStep),
                DecodeRequests = members.Count,
                DecodeTokens = members.Count,
                DecodeContextSum = members.Sum(m => m.Context + i),
                Running = state.Running.Count,
                Waiting = state.Waiting.Count,
                Free = free,
                Entries = [.. members.Select(m => $"{m.Id}:1@{m.Context + i}")],
            });
            if (i < steps - 1 || state.IsAsync)
            {
                Step done = _underWay.Dequeue();
                at = done.End;
                Add(done with { FreeAfter = free, CachedHashes = hashes });
            }
        }
    }

    public void OnCompleted(Replica replica, ScheduledBatch batch)
    {
        List<FinishedSequence> finished = replica.State.Outputs.Finished;
        Add(_underWay.Dequeue() with
        {
            FreeAfter = replica.State.Cache.Pool.Free,
            CachedHashes = replica.State.Cache.Pool.Contents.CountContents(),
            Finished = string.Join(' ', finished.Where(f => f.Finish == batch.End).Select(f => Id(f.Request.Index))),
        });
    }

    public static string Result(FinishedSequence f) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Id(f.Request.Index)},{f.Request.Arrival.Picoseconds},{f.FirstScheduled.Picoseconds},{f.FirstToken.Picoseconds},{f.Finish.Picoseconds},{f.OutputTokens},{f.Preemptions},{f.CachedTokens},{f.CachedTokensAll},{f.ComputedTokens}");

    private void Schedule(Step step)
    {
        long start = Math.Max(_left[0], step.Scheduled);
        long at = start;
        for (int stage = 0; stage < stages; stage++)
        {
            at = _left[stage] = Math.Max(at, _left[stage]) + (step.Duration / stages);
        }

        _underWay.Enqueue(step with { Number = step.IsEmpty ? -1 : _steps, Start = start, End = at });
        _steps += step.IsEmpty ? 0 : 1;
    }

    private void Add(Step s)
    {
        if (s.IsEmpty)
        {
            return;
        }

        string entries = string.Join(' ', s.Entries);
        Steps.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Number},{s.Scheduled},{s.Start},{s.Duration},{s.End},{s.PrefillRequests + s.DecodeRequests},{s.PrefillTokens + s.DecodeTokens},{s.PrefillTokens},{s.DecodeTokens},{s.PrefillRequests},{s.DecodeRequests},{s.DecodeContextSum},{s.Running},{s.Waiting},{s.Free},{s.FreeAfter},{s.CachedHashes},{s.Preempted},{s.Finished},{Digest(entries)},{Digest(s.Allocations)}"));
        Batches.Add($"{s.Number},{entries.Replace(":1@", "@", StringComparison.Ordinal)}");
        if (s.Allocations.Length > 0)
        {
            Blocks.Add(s.Allocations.Contains(',', StringComparison.Ordinal) ? $"{s.Number},\"{s.Allocations}\"" : $"{s.Number},{s.Allocations}");
        }
    }

    private static IEnumerable<string> CohortEntries(EngineState state) =>
        state.Batch.CohortDecodes ? CohortMembers(state).Select(m => $"{m.Id}:1@{m.Context}") : [];

    private static IEnumerable<(string Id, long Context, int Registered)> CohortMembers(EngineState state)
    {
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            if (state.Sequences[slot].InCohort)
            {
                yield return (Id(state, slot), state.Sequences[slot].Computed + state.Cohort.Counter, state.Sequences[slot].Table.Registered * state.Cache.BlockSize);
            }
        }
    }

    private static string Allocation(EngineState state, BatchEntry entry)
    {
        if (state.Cache.CountsOnly)
        {
            return "";
        }

        string blocks = string.Join(',', state.Sequences[entry.Slot].Table.Ids[entry.FirstNewBlock..].ToArray());
        return blocks.Length == 0 ? "" : $"{Id(state, entry.Slot)}={blocks}";
    }

    private static string Id(EngineState state, int slot) => Id(state.Sequences[slot].Request.Index);

    private static string Id(int index) => index.ToString("'r'00000", CultureInfo.InvariantCulture);

    private static string Digest(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 0x100000001b3;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private sealed record Step
    {
        public int Number { get; init; }

        public bool IsEmpty { get; init; }

        public long Scheduled { get; init; }

        public long Start { get; init; }

        public long End { get; init; }

        public long Duration { get; init; }

        public long PrefillTokens { get; init; }

        public int PrefillRequests { get; init; }

        public int DecodeRequests { get; init; }

        public long DecodeTokens { get; init; }

        public long DecodeContextSum { get; init; }

        public int Running { get; init; }

        public int Waiting { get; init; }

        public int Free { get; init; }

        public int FreeAfter { get; init; }

        public int CachedHashes { get; init; }

        public string Preempted { get; init; } = "";

        public string Finished { get; init; } = "";

        public string[] Entries { get; init; } = [];

        public string Allocations { get; init; } = "";
    }
}
