using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Workloads.Analysis;

/// <summary>
/// The prompts of a workload as runs of numbered blocks, equal numbers meaning equal text from the start of the prompt. A trace with
/// hash ids is cut as it came; anything else is cut into blocks of a given size, each named by its text and the block before it.
/// </summary>
internal sealed class PromptBlocks
{
    private readonly List<int> _blocks = [];
    private readonly List<Prompt> _prompts = [];
    private readonly Dictionary<BlockName, int> _numbers = [];
    private readonly BlockCutter _cutter;
    private int _fresh;

    private PromptBlocks(int blockTokens)
    {
        BlockTokens = blockTokens;
        _cutter = new BlockCutter(blockTokens);
    }

    public int BlockTokens { get; }

    /// <summary>How many different blocks there are.</summary>
    public int Distinct => _fresh;

    public IReadOnlyList<Prompt> Prompts => _prompts;

    /// <summary>All blocks of a prompt, the partial last one included where it is known.</summary>
    public ReadOnlySpan<int> Of(Prompt prompt) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_blocks).Slice(prompt.First, prompt.Blocks);

    /// <summary>The blocks of a workload; those of a trace at its own block size if none is given.</summary>
    public static PromptBlocks Of(IWorkload workload, int? blockTokens)
    {
        ITrace? trace = workload as ITrace;
        bool asItCame = trace?.BlockTokens is int own && (blockTokens ?? own) == own;
        PromptBlocks blocks = new(blockTokens ?? trace?.BlockTokens ?? 16);

        // A trace is taken in file order with its recorded times, also where later turns would wait for answers.
        IEnumerable<Request> requests = workload is TraceWorkload held ? held.Requests
            : ZeroServicePlay.Of((trace is { HasArrivalTimes: false } ? trace.WithArrivals(ArrivalSpec.AllAtOnce()) : workload).Start()).Select(p => p.Request);
        bool nothingShared = trace is { HasContent: false } && !asItCame;
        foreach (Request request in requests)
        {
            int first = blocks._blocks.Count;
            if (nothingShared)
            {
                blocks.AddFresh(request);
            }
            else if (asItCame)
            {
                blocks.AddAsItCame(request);
            }
            else
            {
                blocks.AddCut(request);
            }

            blocks._prompts.Add(new Prompt(first, blocks._blocks.Count - first, request.PromptTokens, request.Arrival));
        }

        return blocks;
    }

    /// <summary>A trace without any content: every block is new, and needs no look-up to know it.</summary>
    private void AddFresh(in Request request)
    {
        for (int tokens = request.PromptTokens; tokens > 0; tokens -= BlockTokens)
        {
            _blocks.Add(_fresh++);
        }
    }

    private void AddAsItCame(in Request request)
    {
        foreach (PromptSegment segment in request.Content ?? [])
        {
            if (ContentNumbers.IsTraceBlock(segment.Stream))
            {
                _blocks.Add(Number(new BlockName(-1, segment.Stream)));
            }
        }
    }

    private void AddCut(in Request request)
    {
        int previous = -1;
        _cutter.Begin(request);
        while (_cutter.TryNext(out UInt128 text))
        {
            previous = Number(new BlockName(previous, text));
            _blocks.Add(previous);
        }
    }

    private int Number(BlockName name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _fresh++;
            _numbers.Add(name, number);
        }

        return number;
    }

    /// <summary>A prompt: where its blocks stand, how many, its length, when it came.</summary>
    public readonly record struct Prompt(int First, int Blocks, int Tokens, SimTime Arrival);

    /// <summary>A block's identity: the block before it and 128 bits of its text's name.</summary>
    private readonly record struct BlockName(int Previous, UInt128 Text);
}
