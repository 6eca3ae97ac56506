using System.Runtime.InteropServices;

namespace Freeze.Calibration.Clustering;

/// <summary>Centroids of each class for itself, in the order of the classes.</summary>
/// <param name="Centroids">Centroids, [n, length] row-major.</param>
/// <param name="Classes">Class of each centroid, [n].</param>
public sealed record ClassCentroids(float[] Centroids, int[] Classes)
{
    /// <summary>Centroids for each class when nothing else is asked for: ten, and no more than about a thousand in all.</summary>
    /// <param name="classCount">Number of classes.</param>
    public static int DefaultCount(int classCount) => Math.Max(1, Math.Min(10, 1000 / Math.Max(1, classCount)));

    /// <summary>Finds the centroids. A class without points has none. The result does not depend on the number of threads.</summary>
    /// <param name="keys">Keys, [n, length] row-major.</param>
    /// <param name="length">Values a key.</param>
    /// <param name="classes">Class of each key.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="perClass">Centroids wanted for each class.</param>
    /// <param name="seed">Seed; each class derives its own from it.</param>
    /// <param name="parallel">How many threads may help, and the token that stops them.</param>
    public static ClassCentroids Fit(
        float[] keys, int length, ReadOnlyMemory<int> classes, int classCount, int perClass, int seed, ParallelOptions? parallel = null)
    {
        var members = new List<float>[classCount];
        for (var c = 0; c < classCount; c++) members[c] = [];
        for (var i = 0; i < classes.Length; i++) members[classes.Span[i]].AddRange(keys.AsSpan(i * length, length));

        var found = new float[classCount][];
        Parallel.For(0, classCount, parallel ?? new ParallelOptions(), c =>
            found[c] = KMeans.Fit(CollectionsMarshal.AsSpan(members[c]), length, perClass, unchecked(seed * 7919 + c)));

        var owners = new List<int>();
        for (var c = 0; c < classCount; c++) owners.AddRange(Enumerable.Repeat(c, found[c].Length / length));
        return new ClassCentroids([.. found.SelectMany(values => values)], [.. owners]);
    }
}
