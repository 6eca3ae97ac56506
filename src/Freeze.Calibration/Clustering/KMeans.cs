using System.Numerics.Tensors;

namespace Freeze.Calibration.Clustering;

/// <summary>k-means with k-means++ seeding, deterministic for a seed.</summary>
public static class KMeans
{
    private const int Iterations = 50;

    /// <summary>Finds centroids.</summary>
    /// <param name="points">Points, [n, length] row-major.</param>
    /// <param name="length">Values a point.</param>
    /// <param name="count">Centroids wanted; fewer come back when there are fewer distinct points.</param>
    /// <param name="seed">Seed of the first choice.</param>
    /// <returns>Centroids, [at most count, length] row-major.</returns>
    public static float[] Fit(ReadOnlySpan<float> points, int length, int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var n = points.Length / length;
        if (n == 0) return [];
        var centroids = Seed(points, length, count, new Random(seed));
        count = centroids.Length / length;
        var owner = new int[n];
        Array.Fill(owner, -1);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var moved = false;
            for (var i = 0; i < n; i++)
            {
                var (nearest, _) = Nearest(points.Slice(i * length, length), centroids, length);
                moved |= owner[i] != nearest;
                owner[i] = nearest;
            }

            if (!moved) break;
            Move(points, owner, centroids, length, count);
        }

        return centroids;
    }

    // Each next centroid is a point drawn with probability proportional to its squared distance from those chosen: the best of a few draws, since a
    // single unlucky one can leave two groups with one centroid for good.
    private static float[] Seed(ReadOnlySpan<float> points, int length, int count, Random random)
    {
        var n = points.Length / length;
        var trials = 2 + (int)Math.Log(count);
        var chosen = new List<float>(count * length);
        double[] weights = new double[n], trial = new double[n], best = new double[n];
        Array.Fill(weights, double.PositiveInfinity);
        chosen.AddRange(points.Slice(Add(points, length, random.Next(n), weights, weights, out var total) * length, length));
        while (chosen.Count < count * length && total > 0)
        {
            var (winner, least) = (-1, double.PositiveInfinity);
            for (var t = 0; t < trials; t++)
            {
                var candidate = Add(points, length, Draw(weights, random.NextDouble() * total), weights, trial, out var left);
                if (left >= least) continue;
                (winner, least) = (candidate, left);
                (best, trial) = (trial, best);
            }

            chosen.AddRange(points.Slice(winner * length, length));
            (weights, best, total) = (best, weights, least);
        }

        return [.. chosen];
    }

    // Squared distances from the nearest centroid once a point has become one, and their sum.
    private static int Add(ReadOnlySpan<float> points, int length, int point, double[] before, double[] after, out double total)
    {
        total = 0;
        var centroid = points.Slice(point * length, length);
        for (var i = 0; i < before.Length; i++)
        {
            double distance = TensorPrimitives.Distance(points.Slice(i * length, length), centroid);
            after[i] = Math.Min(before[i], distance * distance);
            total += after[i];
        }

        return point;
    }

    private static int Draw(double[] weights, double target)
    {
        var last = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] <= 0) continue;
            last = i;
            target -= weights[i];
            if (target < 0) break;
        }

        return last;
    }

    private static void Move(ReadOnlySpan<float> points, int[] owner, float[] centroids, int length, int count)
    {
        var sums = new double[count * length];
        var sizes = new int[count];
        for (var i = 0; i < owner.Length; i++)
        {
            sizes[owner[i]]++;
            for (var j = 0; j < length; j++) sums[owner[i] * length + j] += points[i * length + j];
        }

        for (var c = 0; c < count; c++)
        {
            // A centroid that nobody is nearest to stays where it is: it began as a point, so it is harmless.
            if (sizes[c] == 0) continue;
            for (var j = 0; j < length; j++) centroids[c * length + j] = (float)(sums[c * length + j] / sizes[c]);
        }
    }

    /// <summary>The nearest centroid; the first one of equals.</summary>
    /// <param name="point">A point.</param>
    /// <param name="centroids">Centroids, row-major.</param>
    /// <param name="length">Values a point.</param>
    public static (int Index, float Distance) Nearest(ReadOnlySpan<float> point, ReadOnlySpan<float> centroids, int length)
    {
        var (best, distance) = (0, float.PositiveInfinity);
        for (var c = 0; c * length < centroids.Length; c++)
        {
            var d = TensorPrimitives.Distance(point, centroids.Slice(c * length, length));
            if (d < distance) (best, distance) = (c, d);
        }

        return (best, distance);
    }
}
