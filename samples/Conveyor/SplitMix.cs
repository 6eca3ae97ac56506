namespace Freeze.Samples.Conveyor;

/// <summary>
/// SplitMix64, written out here because <see cref="System.Random"/> promises no sequence across versions of .NET.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one of many independent items under one seed.</summary>
    public static SplitMix For(ulong seed, long index, ulong purpose)
        => new(Mix(Mix(seed ^ (purpose * 0xD1B54A32D192ED03)) + ((ulong)index * 0x9E3779B97F4A7C15)));

    /// <summary>The next 64 bits.</summary>
    public ulong Bits()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>A number in [0, 1), a multiple of 2^-24 and so exact as a float.</summary>
    public float Unit() => (Bits() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A number in (-extent, extent).</summary>
    public float Around(float extent) => Between(-extent, extent);

    /// <summary>An integer in [0, count).</summary>
    public int Below(int count) => (int)(((Bits() >> 32) * (ulong)count) >> 32);

    /// <summary>True with the given probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
