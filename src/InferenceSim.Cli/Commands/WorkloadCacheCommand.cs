using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim workload cache</c>: what a prefix cache of given sizes would save.</summary>
internal static class WorkloadCacheCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("cache", "Prefix-cache hits of a trace for caches of given sizes, counted exactly, one request after the other.");
        Argument<string> file = new("file|name") { Description = "a trace, a workload .json, a scenario .json, or a catalog name" };
        Option<string?> blocks = new("--blocks") { Description = "sizes in blocks; a cache that never evicts is always shown", HelpName = "n,..." };
        Option<string?> tierBlocks = new("--tier-blocks") { Description = "sizes in blocks of tiers below each cache of --blocks, nearest first: what one drops falls into the next", HelpName = "n,..." };
        Option<int?> blockSize = new("--block-size") { Description = "tokens in a block (default: the trace's own, else 16)", HelpName = "n" };
        Option<string?> convention = new("--convention") { Description = "full (default): whole blocks, one token always computed, as an engine; all: as published hit rates count", HelpName = "full|all" };
        convention.AcceptOnlyFromAmong("full", "all");
        command.Add(file);
        command.Add(blocks);
        command.Add(tierBlocks);
        command.Add(blockSize);
        command.Add(convention);
        WorkloadInput input = new(command);
        Option<string?> format = OutputFormats.Option();
        command.Add(format);
        return command.WithAction((parsed, cancellation) =>
        {
            int[] sizes = Sizes("blocks", parsed.GetValue(blocks));
            int[] tiers = Sizes("tier_blocks", parsed.GetValue(tierBlocks));
            if (tiers.Length > 0 && sizes.Length == 0)
            {
                throw new UsageException("--tier-blocks lie below a cache: give its size by --blocks");
            }

            int? tokens = parsed.GetValue(blockSize) is null or > 0
                ? parsed.GetValue(blockSize)
                : throw new UsageException($"--block-size {parsed.GetValue(blockSize)}: a whole number above 0 is expected");
            BlockConvention counted = parsed.GetValue(convention) == "all" ? BlockConvention.All : BlockConvention.Full;
            PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(input.Open(parsed, parsed.GetRequiredValue(file)), counted, tokens);
            RecordPrinter.Print(
                ["order", "blocks", "block_tokens", "hit_blocks", "total_blocks", "block_hit_fraction", "hit_tokens", "total_tokens", "token_hit_fraction"],
                Rows(analysis, sizes, tiers, cancellation),
                OutputFormats.Of(parsed.GetValue(format)));
            return ExitCode.Ok;
        });
    }

    private static int[] Sizes(string name, string? text)
    {
        ScenarioField field = ScenarioField.Integer(name, "sizes of the cache", 1, int.MaxValue, (scenario, _) => scenario);
        return text is null
            ? []
            : [.. ValueList.Parse(text, field).Select(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<object?[]> Rows(PrefixCacheAnalysis analysis, int[] sizes, int[] tiers, CancellationToken cancellation)
    {
        (string Name, EvictionOrder Order)[] orders = [("lru_tail", EvictionOrder.LruTail), ("lru", EvictionOrder.Lru), ("fifo", EvictionOrder.Fifo)];
        foreach (int size in sizes)
        {
            foreach ((string name, EvictionOrder order) in orders)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Row(name, size, analysis, analysis.Bounded(order, size));
            }

            cancellation.ThrowIfCancellationRequested();
            yield return Row("oracle", size, analysis, analysis.Oracle(size));
            foreach (object?[] row in tiers.Length == 0 ? [] : Tiered(analysis, size, tiers))
            {
                yield return row;
            }
        }

        yield return Row("infinite", null, analysis, analysis.Infinite());
    }

    private static IEnumerable<object?[]> Tiered(PrefixCacheAnalysis analysis, int size, int[] tiers)
    {
        (PrefixCacheResult all, IReadOnlyList<long> hits) = analysis.Tiered([size, .. tiers]);
        yield return Row("tiers", size, analysis, all);
        for (int t = 0; t < tiers.Length; t++)
        {
            long found = hits[t + 1];
            yield return [$"in_tier_{t + 1}", (long)tiers[t], (long)analysis.BlockTokens, found, all.TotalBlocks, found / (double)all.TotalBlocks, null, null, null];
        }
    }

    private static object?[] Row(string order, int? size, PrefixCacheAnalysis analysis, PrefixCacheResult result) =>
    [
        order, (long?)size, (long)analysis.BlockTokens, result.HitBlocks, result.TotalBlocks, result.BlockHitFraction, result.HitTokens,
        result.TotalTokens, result.TokenHitFraction,
    ];
}
