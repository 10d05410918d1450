using System.Runtime.CompilerServices;

namespace InferenceSim.Cli.Benchmarking;

/// <summary>
/// A fixed loop that does the same on every machine, timed beside what is measured: times divided by it travel from one machine, and
/// from one busy minute, to another. A chain of SplitMix64 rounds, each also a read and a write somewhere in 256 KB.
/// </summary>
internal sealed class Yardstick
{
    /// <summary>Rounds of the loop.</summary>
    public const int Rounds = 10_000_000;

    private readonly ulong[] _cells = new ulong[1 << 15];

    /// <summary>Times the loop.</summary>
    public ElapsedTime Time() => ElapsedTime.Of(() => Run(_cells));

    // Compiled alike whether the rest was compiled beforehand or not.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(ulong[] cells)
    {
        ulong z = 0;
        for (int i = 0; i < Rounds; i++)
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            ref ulong cell = ref cells[z >> 49];
            z ^= z >> 31;
            z += cell;
            cell = z;
        }
    }
}
