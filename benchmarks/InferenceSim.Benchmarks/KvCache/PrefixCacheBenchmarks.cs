using BenchmarkDotNet.Attributes;
using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Benchmarks.KvCache;

/// <summary>What a prompt of 4,096 tokens costs the block pool: found, put in, and put in where something else must go.</summary>
[MemoryDiagnoser]
public class PrefixCacheBenchmarks
{
    private const int PromptTokens = 4_096;
    private const int BlockSize = 16;
    private const int PromptBlocks = PromptTokens / BlockSize;

    private readonly BlockTable _table = new();
    private BlockAllocator _roomy = null!;
    private BlockAllocator _full = null!;
    private ulong _stream = 1;

    /// <summary>Whether blocks have numbers, as vLLM's recordings show them, or are only counted, as the leaping engine does.</summary>
    [Params(false, true)]
    public bool NamesBlocks { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _roomy = new BlockAllocator(16 * PromptBlocks, BlockSize, prefixCaching: true, NamesBlocks);
        _full = new BlockAllocator(2 * PromptBlocks, BlockSize, prefixCaching: true, NamesBlocks);
        Serve(_roomy, Prompt(0));
    }

    /// <summary>All blocks of the prompt are there.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = PromptBlocks)]
    public int FindABlock()
    {
        PrefixHit hit = _roomy.Lookup(_table, Prompt(0), PromptTokens);
        _table.Clear();
        return hit.Blocks;
    }

    /// <summary>A prompt comes again: its blocks are shared and given back.</summary>
    [Benchmark(OperationsPerInvoke = PromptBlocks)]
    public void ShareABlock() => Serve(_roomy, Prompt(0));

    /// <summary>A new prompt every time: blocks are taken from the least recently used, registered and given back.</summary>
    [Benchmark(OperationsPerInvoke = PromptBlocks)]
    public void EvictAndInsertABlock() => Serve(_full, Prompt(_stream++));

    /// <summary>The same of a prompt that no other request contains, as the workload says.</summary>
    [Benchmark(OperationsPerInvoke = PromptBlocks)]
    public void EvictAndInsertABlockThatNobodyQuotes() =>
        Serve(_full, Prompt(0) with { Content = null, NeverQuoted = true });

    private static Request Prompt(ulong stream) => new()
    {
        Index = 0,
        Arrival = new SimTime(0),
        PromptTokens = PromptTokens,
        OutputTokens = 1,
        Content = [new PromptSegment(stream, PromptTokens)],
    };

    private void Serve(BlockAllocator cache, in Request request)
    {
        cache.Prepare(_table, request);
        cache.Attach(_table, cache.Lookup(_table, request, PromptTokens), SimTime.Zero);
        cache.Grow(_table, PromptTokens);
        cache.Register(_table, request, PromptTokens);
        cache.Release(_table);
        _table.Clear();
    }
}
