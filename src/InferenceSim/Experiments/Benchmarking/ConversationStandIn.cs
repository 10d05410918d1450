using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// Stands in for the Mooncake conversation trace (12,031 requests of an hour, FAST'25) where the file is not at hand: the same number of
/// requests and nearly the same mean lengths (12,000 in, 340 out), blocks of 512 tokens, and share of blocks seen before (a third).
/// A request begins a conversation or goes on with one of the latest; its times lie on a grid of 3 s, as those of the trace do.
/// </summary>
internal static class ConversationStandIn
{
    private const int Requests = 12_031;
    private const int BlockTokens = 512;
    private const int GridSeconds = 3;
    private const double Seconds = 3_537;
    private const double FollowUpShare = 0.42;
    private const int OpenConversations = 600;

    private const int MostBlocks = 240; // 123,000 tokens, within the context of 131,072

    // Means are the trace's (20.5 new blocks of a first prompt, 6.8 of a later one, 343 tokens out), spreads fitted by eye to its quartiles.
    private static readonly LognormalLength s_firstBlocks = new([new LognormalComponent(1, 2.18, 1.3)], 1, MostBlocks - 1);
    private static readonly LognormalLength s_moreBlocks = new([new LognormalComponent(1, 1.2, 1.2)], 1, MostBlocks / 4);
    private static readonly LognormalLength s_outputs = new([new LognormalComponent(1, 5.52, 0.8)], 1, 2_000);

    public static TraceWorkload Create(ulong seed)
    {
        RandomStream random = RandomStream.For(seed, "conversation-stand-in");
        List<PromptSegment>[] open = new List<PromptSegment>[OpenConversations];
        Request[] requests = new Request[Requests];
        long nextBlock = 1; // block 0 begins every conversation
        for (int i = 0; i < Requests; i++)
        {
            int place = (int)(random.NextUniform() * OpenConversations);
            bool continues = random.NextUniform() < FollowUpShare && open[place] is { Count: < MostBlocks * 3 / 4 };
            List<PromptSegment> prompt = continues ? open[place] : [new PromptSegment(TokenStreams.TraceBlock(0), BlockTokens)];
            int more = (continues ? s_moreBlocks : s_firstBlocks).Sample(random);
            for (int block = 0; block < more; block++)
            {
                prompt.Add(new PromptSegment(TokenStreams.TraceBlock(nextBlock++), BlockTokens));
            }

            open[place] = prompt;
            double seconds = Math.Floor(Seconds * i / Requests / GridSeconds) * GridSeconds;
            requests[i] = new Request
            {
                Index = i,
                Arrival = SimTime.FromSeconds(seconds / ConversationBenchmark.RateScale),
                PromptTokens = prompt.Count * BlockTokens,
                OutputTokens = s_outputs.Sample(random),
                Session = -1,
                Content = [.. prompt],
                NeverQuoted = true,
            };
        }

        return new TraceWorkload("generated conversations", TraceFormat.Mooncake, BlockTokens, hasArrivalTimes: true, requests, null, null);
    }
}
