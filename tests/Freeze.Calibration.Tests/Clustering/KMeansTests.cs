using CsCheck;
using Freeze.Calibration.Clustering;

namespace Freeze.Calibration.Tests.Clustering;

public class KMeansTests
{
    [Fact]
    public void Finds_blobs_that_stand_apart()
    {
        var random = new Random(1);
        (float X, float Y)[] centres = [(0, 0), (10, 0), (0, 10), (10, 10)];
        var points = Enumerable.Range(0, 800).SelectMany(i => new[]
        {
            centres[i % 4].X + 0.3f * (float)Gaussian.Next(random), centres[i % 4].Y + 0.3f * (float)Gaussian.Next(random),
        }).ToArray();
        for (var seed = 0; seed < 10; seed++)
        {
            var found = KMeans.Fit(points, 2, 4, seed);
            Assert.Equal(8, found.Length);
            foreach (var (x, y) in centres) Assert.InRange(KMeans.Nearest([x, y], found, 2).Distance, 0, 0.1f);
        }
    }

    [Fact]
    public void Gives_no_more_centroids_than_distinct_points()
    {
        Assert.Empty(KMeans.Fit([], 3, 10, 0));
        Assert.Equal([1, 2, 3], KMeans.Fit([1, 2, 3], 3, 10, 0));
        Assert.Equal([5, 5], KMeans.Fit([5, 5, 5, 5, 5, 5], 2, 2, 0));
        Assert.Equal([1, 4], KMeans.Fit([4, 1, 1, 4, 4], 1, 7, 0).Order());
    }

    [Fact]
    public void Is_a_fixed_point_and_deterministic()
    {
        Gen.Select(Gen.Float[-1, 1].Array[2, 120], Gen.Int[1, 6], Gen.Int).Sample((values, count, seed) =>
        {
            var points = values[..(values.Length / 2 * 2)];
            var centroids = KMeans.Fit(points, 2, count, seed);
            Assert.Equal(centroids, KMeans.Fit(points, 2, count, seed));
            var owners = Enumerable.Range(0, points.Length / 2).ToLookup(i => KMeans.Nearest(points.AsSpan(i * 2, 2), centroids, 2).Index);
            foreach (var group in owners)
            for (var j = 0; j < 2; j++)
                Assert.Equal(group.Average(i => (double)points[i * 2 + j]), centroids[group.Key * 2 + j], 1e-4);
        }, iter: 200);
    }

    [Fact]
    public void Classes_have_their_own_centroids_in_order_whatever_the_threads()
    {
        var random = new Random(3);
        var keys = Enumerable.Range(0, 600).Select(_ => random.NextSingle()).ToArray();
        int[] classes = [.. Enumerable.Range(0, 200).Select(i => i == 7 ? 1 : i % 2 == 0 ? 0 : 3)];
        var one = ClassCentroids.Fit(keys, 3, classes, 5, 4, 9, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        var many = ClassCentroids.Fit(keys, 3, classes, 5, 4, 9, new ParallelOptions { MaxDegreeOfParallelism = 6 });
        Assert.Equal(one.Centroids, many.Centroids);
        Assert.Equal([0, 0, 0, 0, 1, 3, 3, 3, 3], one.Classes);
        Assert.Equal(keys[21..24], one.Centroids[12..15]);
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(10, 10)]
    [InlineData(100, 10)]
    [InlineData(250, 4)]
    [InlineData(1000, 1)]
    [InlineData(5000, 1)]
    public void About_a_thousand_centroids_are_enough(int classes, int each) => Assert.Equal(each, ClassCentroids.DefaultCount(classes));
}
