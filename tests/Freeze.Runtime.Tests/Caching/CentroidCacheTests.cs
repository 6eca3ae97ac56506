using CsCheck;
using Freeze.Caching;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Caching;

public sealed class CentroidCacheTests
{
    [Fact]
    public void Class_and_score_equal_their_definition() =>
        (from pooled in Gen.Int[1, 40]
         from d in Gen.Int[1, 9]
         from centroids in Gen.Int[1, 30]
         from classes in Gen.Int[1, 6]
         from seed in Draw.Seed
         select (pooled, d, centroids, classes, seed)).Sample(
            c =>
            {
                var random = new Random(c.seed);
                var cache = new CentroidCache
                {
                    Grid = 1, Projection = Draw.Values(random, c.d * c.pooled), Offset = Draw.Values(random, c.d), Centroids = Draw.Values(random, c.centroids * c.d, 4),
                    Classes = [.. Enumerable.Range(0, c.centroids).Select(_ => random.Next(c.classes))],
                };
                var pooled = Draw.Values(random, c.pooled);
                var (answer, score) = cache.LookUp(pooled, new float[c.d + 3]);

                var key = Enumerable.Range(0, c.d).Select(i => pooled.Select((v, j) => (double)v * cache.Projection[i * c.pooled + j]).Sum() + cache.Offset[i]).ToArray();
                var distances = cache.Classes.Select((_, i) => Math.Sqrt(key.Select((v, j) => Math.Pow(v - cache.Centroids[i * c.d + j], 2)).Sum())).ToArray();
                var nearest = Array.IndexOf(distances, distances.Min());
                var rivals = distances.Where((_, i) => cache.Classes[i] != cache.Classes[nearest]).ToArray();
                var expected = rivals.Length == 0 ? 0 : 1 - distances[nearest] / rivals.Min();
                Assert.Equal(expected, score, 1e-4);
                if (expected > 1e-3 || rivals.Length == 0) Assert.Equal(cache.Classes[nearest], answer);
                Assert.InRange(score, 0, 1);
            },
            iter: 1000, threads: 1);

    [Fact]
    public void A_tie_a_lone_class_and_a_key_that_is_not_a_number_score_nothing()
    {
        CentroidCache Cache(params int[] classes) => new() { Grid = 1, Projection = [1], Offset = [0], Centroids = [-1, 1], Classes = classes };
        Assert.Equal(0, Cache(0, 1).LookUp([0], new float[1]).Score);
        Assert.Equal((2, 0f), Cache(2, 2).LookUp([1], new float[1]));
        Assert.Equal((1, 1f), Cache(0, 1).LookUp([1], new float[1]));
        Assert.Equal(0, Cache(0, 1).LookUp([float.NaN], new float[1]).Score);
        Assert.Equal(0, Cache(0, 1).LookUp([float.PositiveInfinity], new float[1]).Score);
    }
}
