namespace Freeze.Fuzz.Mutation;

/// <summary>Numbers at which readers go wrong: ends of ranges, neighbours of powers of two, limits of Freeze's own.</summary>
internal static class Interesting
{
    private static readonly long[] s_whole =
    [
        0, 1, -1, 2, -2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 1000, 1023, 1024, 4095, 4096,
            4097, 32767,
        32768, -32768, 65535, 65536, 65537, 1 << 20, 1 << 24, 1 << 27, (1 << 27) + 1, 1 << 28, (1 << 28) + 1, 1 << 30, int.MaxValue - 1, int.MaxValue,
        int.MinValue, 1L << 31, 1L << 32, (1L << 32) + 1, 1L << 40, 1L << 62, long.MaxValue - 1, long.MaxValue, long.MinValue,
    ];

    private static readonly double[] s_real =
    [
        0, -0.0, 1, -1, 0.5, 1e-3, 1e-30, 1e-45, 1e30, 3.4e38, -3.4e38, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 255,
            6, 1 / 3.0,
    ];

    /// <summary>A whole number; small ones half of the time, since others are refused early.</summary>
    public static long Whole(Random random) => random.Next(2) == 0 ? random.Next(-1, 9) : s_whole[random.Next(s_whole.Length)];

    public static double Real(Random random) => random.Next(2) == 0 ? (random.NextDouble() * 4) - 2 : s_real[random.Next(s_real.Length)];

    public static T Of<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static bool Chance(this Random random, int oneIn) => random.Next(oneIn) == 0;
}
