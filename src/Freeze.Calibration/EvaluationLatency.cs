namespace Freeze.Calibration;

/// <summary>How long calls took, an image.</summary>
/// <param name="Calls">Calls of each kind that were measured.</param>
/// <param name="Full">With caches off.</param>
/// <param name="Cached">With caches on, measured in turns with the former.</param>
public sealed record EvaluationLatency(int Calls, Percentiles Full, Percentiles Cached);

/// <summary>Milliseconds an image, over calls.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">95 of 100 calls took at most this.</param>
/// <param name="P99">99 of 100 calls took at most this.</param>
/// <param name="Longest">The longest call.</param>
public sealed record Percentiles(double P50, double P95, double P99, double Longest)
{
    /// <summary>Takes percentiles: the least value that at least the share of all do not exceed.</summary>
    /// <param name="values">Values in any order; at least one.</param>
    internal static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(int percent) => sorted[(int)((sorted.Length * (long)percent + 99) / 100) - 1];
        return new Percentiles(At(50), At(95), At(99), sorted[^1]);
    }
}
