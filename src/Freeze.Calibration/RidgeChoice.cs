namespace Freeze.Calibration;

/// <summary>
/// Chooses how strongly a projection is regularised. The best ridge depends on the number of images and on the probe, so every tenth fitting image
/// is left out and judges: its key should lie nearest to the mean key of its own class.
/// </summary>
internal static class RidgeChoice
{
    private const int Tenth = 10;

    public static Discriminant? Fit(
        FeatureMatrix features, int[] classes, int classCount, IReadOnlyList<double> ridges, int maximum, ParallelOptions parallel)
    {
        // Few images are all needed, and too few would judge at random.
        if (ridges.Count == 1 || features.Rows < 20 * Tenth)
            return Discriminant.Fit(features, classes, classCount, ridges[^1], maximum, parallel);

        int[] kept = [.. classes.Select((c, i) => i % Tenth == Tenth - 1 ? -1 : c)];
        Discriminant? best = null;
        var most = -1;
        foreach (var candidate in Discriminant.Fit(features, kept, classCount, ridges, maximum, parallel))
        {
            if (candidate is null) continue;
            var right = CountRight(candidate.Keys(features, parallel), candidate.KeyLength, classes, classCount);
            if (right <= most) continue;
            (best, most) = (candidate, right);
        }

        return best;
    }

    private static int CountRight(float[] keys, int length, int[] classes, int classCount)
    {
        var means = new double[classCount * length];
        var counts = new int[classCount];
        for (var i = 0; i < classes.Length; i++)
        {
            if (i % Tenth == Tenth - 1) continue;
            counts[classes[i]]++;
            for (var k = 0; k < length; k++) means[classes[i] * length + k] += keys[i * length + k];
        }

        // A class without images is nowhere: no key is near it.
        float[] centres = [.. means.Select((sum, j) => counts[j / length] > 0 ? (float)(sum / counts[j / length]) : float.MaxValue / 4)];
        var right = 0;
        for (var i = Tenth - 1; i < classes.Length; i += Tenth)
        {
            var nearest = Clustering.KMeans.Nearest(keys.AsSpan(i * length, length), centres, length).Index;
            if (nearest == classes[i]) right++;
        }

        return right;
    }
}
