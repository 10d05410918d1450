using MathNet.Numerics.Random;

namespace InferenceSim.Simulation;

/// <summary>
/// A stream of random numbers (xoshiro256**, Blackman and Vigna 2018, filled by SplitMix64) that belongs to one purpose of one run,
/// and, where asked, to one request or session. Streams depend on the seed, the purpose and the index only, never on the order in
/// which things happen, so every sweep point sees the same requests, and never on the .NET version. It is a MathNet
/// <see cref="RandomSource"/>, so every MathNet distribution can draw from it. Not thread safe.
/// </summary>
public sealed class RandomStream : RandomSource
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    // Most streams of a request are drawn from once, and the first number is a function of one part of the state: the others are filled
    // for the second.
    private ulong _from;
    private int _given;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The bare generator, its state filled by SplitMix64 from <paramref name="state"/>.</summary>
    public RandomStream(ulong state)
        : base(threadSafe: false)
    {
        _from = state;
    }

    /// <summary>The stream of <paramref name="purpose"/> under <paramref name="seed"/>; <paramref name="index"/> names a request or session.</summary>
    public static RandomStream For(ulong seed, string purpose, long index = 0)
    {
        return new RandomStream(StateFor(PurposeKey(seed, purpose), index));
    }

    /// <summary>The key of a purpose under a seed, to be kept when many indices are drawn: see <see cref="Reseed"/>.</summary>
    public static ulong PurposeKey(ulong seed, string purpose)
    {
        ulong hash = 14695981039346656037; // FNV-1a, 64 bits
        foreach (char c in purpose)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return Mix(seed ^ Mix(hash));
    }

    /// <summary>Turns this object into the stream of <paramref name="index"/> under a <see cref="PurposeKey"/>, without allocating.</summary>
    public void Reseed(ulong purposeKey, long index)
    {
        _from = StateFor(purposeKey, index);
        _given = 0;
    }

    /// <summary>The first 64 bits that the stream of <paramref name="index"/> under a <see cref="PurposeKey"/> gives, for whoever draws once.</summary>
    public static ulong First(ulong purposeKey, long index) => FirstFrom(StateFor(purposeKey, index));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (_given < 2)
        {
            if (_given++ == 0)
            {
                return FirstFrom(_from);
            }

            Fill();
            _ = Advance();
        }

        return Advance();
    }

    private ulong Advance()
    {
        ulong result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A double in [0, 1) from the upper 53 bits.</summary>
    public double NextUniform() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    protected override double DoSample() => NextUniform();

    private static ulong StateFor(ulong purposeKey, long index) => purposeKey + Mix((ulong)index + Step);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong FirstFrom(ulong state) => ulong.RotateLeft(Mix(state + unchecked(2 * Step)) * 5, 7) * 9;

    private void Fill()
    {
        ulong state = _from;
        _s0 = Mix(state += Step);
        _s1 = Mix(state += Step);
        _s2 = Mix(state += Step);
        _s3 = Mix(state + Step);
    }
}
