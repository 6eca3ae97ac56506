using Freeze.Caching;

namespace Freeze.Calibration.Certification;

/// <summary>What is saved and how much differs at one setting of the thresholds.</summary>
/// <param name="Saved">Share of the network's work that is saved, look-ups counted.</param>
/// <param name="Disagreement">Share of the images that get another answer than the full network's.</param>
public readonly record struct OperatingPoint(double Saved, double Disagreement);

/// <summary>
/// How savings and disagreement move when all thresholds of finished caches move together: by the same step in the logarithm of the odds that the
/// network agrees. It describes the images at hand; thresholds that were chosen from it on them would carry no promise.
/// </summary>
public static class OperatingCurve
{
    private const double Reach = 7, Step = 0.1;

    /// <summary>Makes the curve, safest first.</summary>
    /// <param name="table">Look-ups of the images.</param>
    /// <param name="caches">The caches that made them.</param>
    /// <param name="costs">Cost of each exit.</param>
    public static IReadOnlyList<OperatingPoint> Of(LookUpTable table, IReadOnlyList<ProbeCache?> caches, ProbeCosts costs)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(caches);
        ArgumentNullException.ThrowIfNull(costs);
        float[] thresholds = [.. caches.Select(cache => cache?.Threshold ?? float.PositiveInfinity)];

        // A probe that only listens answers nobody at any setting.
        double[] limits = [.. caches.Select(cache => cache is { IsOn: true, Threshold: < ProbeCache.Listening }
            ? LogOdds(cache.Agreement(cache.Threshold)) : double.PositiveInfinity)];
        var odds = caches.Select((cache, k) => double.IsFinite(limits[k])
            ? Array.ConvertAll(table.Scores[k], score => LogOdds(cache!.Agreement(score))) : []).ToArray();
        var curve = new List<OperatingPoint>();
        for (var shift = Reach; shift >= -Reach; shift -= Step)
        {
            var (cost, wrong) = (0.0, 0);
            for (var i = 0; i < table.Images; i++)
            {
                var exit = 0;
                while (exit < limits.Length && !(double.IsFinite(limits[exit]) && odds[exit][i] >= limits[exit] + shift)) exit++;
                cost += costs.Of(exit, thresholds);
                if (exit < limits.Length && !table.Agrees(exit, i)) wrong++;
            }

            curve.Add(new OperatingPoint(1 - cost / ((double)costs.Network * table.Images), (double)wrong / table.Images));
        }

        return curve;
    }

    private static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, 1e-7, 1 - 1e-7);
        return Math.Log(p / (1 - p));
    }
}
