namespace Freeze.Caching.Audits;

/// <summary>
/// Draws requests by their number: the same seed and number fall the same way, whatever the request holds and on whichever thread it runs.
/// </summary>
/// <param name="share">Share of requests that are drawn.</param>
/// <param name="seed">Seed.</param>
internal readonly struct Coin(double share, int seed)
{
    private readonly double _limit = share * (1UL << 53);
    private readonly ulong _seed = Mix((ulong)seed + 0x9E3779B97F4A7C15);

    /// <summary>Whether a request is drawn.</summary>
    /// <param name="number">Its number.</param>
    public bool Falls(long number) => (Mix(_seed + (ulong)number * 0x9E3779B97F4A7C15) >> 11) < _limit;

    // The output function of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
