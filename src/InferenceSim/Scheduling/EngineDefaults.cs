using InferenceSim.Hardware;

namespace InferenceSim.Scheduling;

/// <summary>What vLLM (August 2026) sets when a user gives neither a token budget nor a limit of sequences.</summary>
/// <param name="TokenBudget">Most tokens in one step (<c>max_num_batched_tokens</c>).</param>
/// <param name="MaxSequences">Most sequences at once (<c>max_num_seqs</c>).</param>
public readonly record struct EngineDefaults(int TokenBudget, int MaxSequences)
{
    private const long GiB = 1L << 30;

    /// <summary>
    /// The defaults for <paramref name="accelerator"/>. Devices of 160 GiB and more: 16,384 tokens and 1,024 sequences. Of 70 GiB and more,
    /// A100 left out: 16,384 tokens offline, 8,192 served, 1,024 sequences. All others: 8,192 offline, 2,048 served, 256 sequences. TPU
    /// v6e, v5e and v5p have budgets of their own, other TPUs count among all others.
    /// </summary>
    /// <param name="accelerator">The accelerator; what it shows to software decides.</param>
    /// <param name="offline">Whether all requests are there at once (vLLM's <c>LLM</c> class) or are served as they come.</param>
    public static EngineDefaults For(Accelerator accelerator, bool offline)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        if (accelerator.Class == "tpu")
        {
            return new(TpuBudget(accelerator.Name, offline), 256);
        }

        // A device of nominally 160 or 70 GiB shows slightly less; none of the catalog lies near enough for that to matter.
        if (accelerator.UsableBytes >= 160 * GiB)
        {
            return new(16_384, 1_024);
        }

        bool large = accelerator.UsableBytes >= 70 * GiB && !accelerator.Name.Contains("a100", StringComparison.OrdinalIgnoreCase);
        return large ? new(offline ? 16_384 : 8_192, 1_024) : new(offline ? 8_192 : 2_048, 256);
    }

    private static int TpuBudget(string name, bool offline) => name switch
    {
        "tpu-v6e" => offline ? 2_048 : 1_024,
        "tpu-v5e" => offline ? 1_024 : 512,
        "tpu-v5p" => offline ? 512 : 256,
        _ => offline ? 8_192 : 2_048,
    };
}
