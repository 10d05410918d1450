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

    private readonly BlockAllocator _roomy = new(16 * PromptBlocks, BlockSize, prefixCaching: true);
    private readonly BlockAllocator _full = new(2 * PromptBlocks, BlockSize, prefixCaching: true);
    private readonly BlockTable _table = new();
    private ulong _stream = 1;

    [GlobalSetup]
    public void Fill() => Serve(_roomy, Prompt(0));

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
        cache.Attach(_table, cache.Lookup(_table, request, PromptTokens), SimTime.Zero);
        cache.Grow(_table, PromptTokens);
        cache.Register(_table, request, PromptTokens);
        cache.Release(_table);
        _table.Clear();
    }
}
