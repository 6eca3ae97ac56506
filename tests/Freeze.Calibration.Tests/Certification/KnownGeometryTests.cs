using Freeze.Caching;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Tests.Certification;

/// <summary>Activations on a line between two centroids: scores, thresholds, hits and certificate follow from geometry alone.</summary>
public sealed class KnownGeometryTests
{
    private const int Images = 4001;

    /// <summary>
    /// Image i lies at x = i / 4000 between centroids at 0 (class 0) and 1 (class 1); the network says 1 from x = 0.55 on. So the score is 1 - min / max of
    /// x and 1 - x, and the cache is wrong exactly where 0.5 &lt; x &lt; 0.55: at scores below 1 - 0.45 / 0.55.
    /// </summary>
    [Fact]
    public void Distances_give_scores_thresholds_hits_and_the_certificate()
    {
        var cache = new CentroidCache
        {
            Grid = 1, Projection = [1], Offset = [0], Centroids = [0, 1], Classes = [0, 1], Slope = 1,
        };
        var table = new LookUpTable(Images, 1);
        for (var i = 0; i < Images; i++)
        {
            var x = i / 4000.0;
            table.Network[i] = x >= 0.55 ? 1 : 0;
            (table.Classes[0][i], table.Scores[0][i]) = cache.LookUp([(float)x], new float[1]);
            Assert.Equal(1 - Math.Min(x, 1 - x) / Math.Max(x, 1 - x), table.Scores[0][i], 1e-5);
        }

        // Score s is reached where min(x, 1 - x) is at most (1 - s) / (2 - s): at 0.5 for a third at each end, 1,333 steps and the end itself.
        float[][] candidates = [[0.5f], [0.25f], [0.19f], [0.17f], [0.1f], [0.01f]];
        Assert.Equal([2 * 1334], table.Walk(candidates[0]).Exits);
        Assert.Equal([0], table.Walk(candidates[2]).Disagreements);

        // At 0.17 images with x up to 1 - 0.83 / 1.83 and from 0.83 ... on leave; wrong are those from 1 - 0.83 / 1.83 = 0.54645 to 0.55.
        Assert.Equal([(int)(0.55 * 4000) - (int)Math.Ceiling(4000 * (1 - 0.83 / 1.83))], table.Walk(candidates[3]).Disagreements);
        var result = LearnThenTest.Walk(table, candidates, 0.01, 0.95);

        // 0.1 lets 0.9 / 1.9 in: 0.52632 to 0.55 go wrong, 95 images; 29 or so are allowed.
        Assert.Equal(candidates[3], result.Thresholds);
        Assert.Equal(14, result.Disagreements);
        Assert.Equal(Binomial.UpperBound(14, Images, 0.95), result.Bound);
        Assert.True(result.Bound < 0.01);
    }
}
