namespace Freeze.Hosting.Statistics;

/// <summary>Bounds of the histograms that are exported.</summary>
internal static class Buckets
{
    /// <summary>From a tenth of a millisecond, where a small network answers, to a second, where nobody waits any more.</summary>
    public static double[] Seconds { get; } =
        [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1];
}
