using Freeze.Calibration.Clustering;

namespace Freeze.Bench.Paper;

/// <summary>
/// The paper's k-means cache: each cluster has the majority's class and the share of its members that have it; the confidence is that share over the
/// distance to the centroid.
/// </summary>
internal sealed class PaperClusters : IPaperCache
{
    private readonly float[] _centroids;
    private readonly int[] _classes;
    private readonly float[] _shares;

    /// <summary>Fits the clusters.</summary>
    /// <param name="keys">Keys of the fitting images.</param>
    /// <param name="answers">The network's class of each.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="seed">Seed of the first centroids.</param>
    public PaperClusters(ReadOnlySpan<float> keys, ReadOnlySpan<int> answers, int classes, int seed)
    {
        _centroids = KMeans.Fit(keys, PaperScale.Units, PaperScale.Clusters, seed);
        var clusters = _centroids.Length / PaperScale.Units;
        var members = new int[clusters, classes];
        for (var i = 0; i < answers.Length; i++)
            members[KMeans.Nearest(keys.Slice(i * PaperScale.Units, PaperScale.Units), _centroids, PaperScale.Units).Index, answers[i]]++;
        (_classes, _shares) = (new int[clusters], new float[clusters]);
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            var counts = Enumerable.Range(0, classes).Select(c => members[cluster, c]).ToArray();
            _classes[cluster] = Array.IndexOf(counts, counts.Max());
            _shares[cluster] = (float)counts.Max() / Math.Max(1, counts.Sum());
        }
    }

    public long Macs => _centroids.Length;

    public (int Class, float Confidence) LookUp(ReadOnlySpan<float> key)
    {
        var (cluster, distance) = KMeans.Nearest(key, _centroids, PaperScale.Units);
        return (_classes[cluster], _shares[cluster] / MathF.Max(distance, 1e-9f));
    }
}
