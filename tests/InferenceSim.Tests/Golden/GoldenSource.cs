using System.Globalization;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Golden;

/// <summary>Plays the requests of a recording: those with a time at their time, those that follow another when it has finished.</summary>
internal sealed class GoldenSource : IRequestSource
{
    private readonly List<Request> _timed = [];
    private readonly Dictionary<int, List<(Request Request, SimDuration Think)>> _followers = [];
    private int _next;

    public GoldenSource(GoldenScenario scenario)
    {
        Dictionary<string, ulong> streams = [];
        string[] lines = scenario.Lines("requests.csv")!;
        for (int index = 0; index < lines.Length; index++)
        {
            string[] f = lines[index].Split(',');
            bool follows = f[2].Length > 0;
            Request request = new()
            {
                Index = index,
                Arrival = follows ? SimTime.Zero : new SimTime(Number(f[1])),
                PromptTokens = (int)Number(f[4]),
                OutputTokens = (int)Number(f[5]),
                Priority = (int)Number(f[6]),
                Content = f[7].Length == 0 ? null : [.. f[7].Split(';').Select(s => Segment(s, streams))],
            };
            if (follows)
            {
                int leader = IndexOf(f[2]);
                if (!_followers.TryGetValue(leader, out List<(Request, SimDuration)>? list))
                {
                    _followers[leader] = list = [];
                }

                list.Add((request, new SimDuration(Number(f[3]))));
            }
            else
            {
                _timed.Add(request);
            }
        }

        _timed.Sort((a, b) => (a.Arrival, a.Index).CompareTo((b.Arrival, b.Index)));
    }

    public bool HasFollowUps => _followers.Count > 0;

    public bool TryNext(out Request request)
    {
        request = _next < _timed.Count ? _timed[_next] : default;
        return _next++ < _timed.Count;
    }

    public void OnFinished(in Request request, SimTime finish, List<Request> released)
    {
        foreach ((Request follower, SimDuration think) in _followers.GetValueOrDefault(request.Index) ?? [])
        {
            released.Add(follower with { Arrival = finish + think });
        }
    }

    private static PromptSegment Segment(string text, Dictionary<string, ulong> streams)
    {
        int colon = text.LastIndexOf(':');
        string name = text[..colon];
        if (!streams.TryGetValue(name, out ulong stream))
        {
            stream = name.StartsWith("out:", StringComparison.Ordinal)
                ? TokenStreams.Output(IndexOf(name[4..]))
                : TokenStreams.Shared(streams.Count);
            streams[name] = stream;
        }

        return new PromptSegment(stream, (int)Number(text[(colon + 1)..]));
    }

    private static int IndexOf(string id) => (int)Number(id[1..]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
