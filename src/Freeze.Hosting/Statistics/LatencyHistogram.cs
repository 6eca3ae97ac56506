using System.Numerics;

namespace Freeze.Hosting.Statistics;

/// <summary>Counts of durations in buckets that are 3 % wide, from a microsecond to half an hour. Threads may add at once.</summary>
public sealed class LatencyHistogram
{
    private const int Bits = 5, Steps = 1 << Bits;
    private const long Largest = (1L << 31) - 1;

    private readonly long[] _counts = new long[Steps * (32 - Bits)];

    /// <summary>Durations that were added.</summary>
    public long Count => _counts.Sum();

    /// <summary>Adds a duration.</summary>
    /// <param name="duration">A duration; less than a microsecond counts as one bucket, more than half an hour as another.</param>
    public void Add(TimeSpan duration) => Interlocked.Increment(ref _counts[Bucket((long)duration.TotalMicroseconds)]);

    /// <summary>A copy that no longer changes, less what another copy had already.</summary>
    /// <param name="earlier">A copy of the same histogram from before; null for everything.</param>
    public LatencyHistogram Since(LatencyHistogram? earlier = null)
    {
        var copy = new LatencyHistogram();
        for (var i = 0; i < _counts.Length; i++) copy._counts[i] = Volatile.Read(ref _counts[i]) - (earlier?._counts[i] ?? 0);
        return copy;
    }

    /// <summary>The duration that a share of all stays below, to 3 %; zero when there are none.</summary>
    /// <param name="share">0 to 1, such as 0.99.</param>
    public TimeSpan Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0 && _counts[i] > 0) return TimeSpan.FromMicroseconds(Middle(i));
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, Largest);
        if (value < Steps) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - Bits;
        return Steps * (shift + 1) + (int)(value >> shift) - Steps;
    }

    private static double Middle(int bucket)
    {
        if (bucket < Steps) return bucket;
        var shift = bucket / Steps - 1;
        return (bucket % Steps + Steps + 0.5) * (1L << shift);
    }
}
