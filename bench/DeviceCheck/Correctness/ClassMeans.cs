using Freeze.Caching;

namespace Freeze.DeviceCheck.Correctness;

/// <summary>
/// Caches made in a moment: the class means of pooled activations, as centroids at one probe and as a linear predictor at the next. They promise
/// nothing about the answers.
/// </summary>
internal static class ClassMeans
{
    /// <summary>Makes caches from images.</summary>
    /// <param name="model">The network.</param>
    /// <param name="pixels">The images.</param>
    /// <param name="images">How many.</param>
    /// <param name="staying">Share of the images that would stay at each probe, were they all to come there; at 1 nobody leaves.</param>
    public static CacheSet Of(FrozenModel model, ReadOnlySpan<byte> pixels, int images, double staying)
    {
        var plan = model.Plan;
        var pooled = plan.Probes.Select(_ => new float[images][]).ToArray();
        var outputs = new float[images * plan.Classes];
        model.Observe(pixels, images, [.. plan.Probes.Select(_ => 1)], (image, probe, values) => pooled[probe][image] = values.ToArray(), outputs);
        int[] labels = [.. outputs.Chunk(plan.Classes).Select(row => Array.IndexOf(row, row.Max()))];
        var probes = new ProbeCache?[plan.Probes.Count];
        for (var p = 0; p < probes.Length; p++)
        {
            var (length, index) = (plan.Probes[p].Shape.Channels, p);
            float[][] means = [.. Enumerable.Range(0, plan.Classes).Select(c => Mean(pooled[index].Where((_, i) => labels[i] == c), length))];
            ProbeCache cache = p % 2 == 0 ? Centroids(means, length) : Predictor(means, length);
            float[] scores = [.. pooled[p].Select(x => cache.LookUp(x, new float[cache.ScratchLength], new float[plan.Classes]).Score).Order()];
            probes[p] = cache.WithThreshold(staying >= 1 ? NobodyLeaves : scores[(int)(images * staying)] + 1e-5f);
        }

        return new CacheSet { Weights = model.Weights, Probes = probes };
    }

    /// <summary>Scores are at most 1; from 2 on a probe takes no decision at all.</summary>
    private static float NobodyLeaves => 1.5f;

    private static CentroidCache Centroids(float[][] means, int length)
    {
        var identity = new float[length * length];
        for (var i = 0; i < length; i++) identity[i * length + i] = 1;
        return new()
        {
            Grid = 1, Projection = identity, Offset = new float[length], Centroids = [.. means.SelectMany(m => m)],
            Classes = [.. Enumerable.Range(0, means.Length)], Slope = 4, Intercept = -1,
        };
    }

    private static LearnedCache Predictor(float[][] means, int length) => new()
    {
        Grid = 1, HiddenWeights = [], HiddenBias = [], OutputWeights = [.. means.SelectMany(m => m)],
        OutputBias = [.. means.Select(m => -m.Sum(v => v * v) / 2)], Selector = new Selector(1, 0.2f, 0.5f, -0.5f), Keep = 0, Gain = 4f / length,
    };

    private static float[] Mean(IEnumerable<float[]> rows, int length)
    {
        var (mean, count) = (new float[length], 0);
        foreach (var row in rows)
        {
            count++;
            for (var i = 0; i < length; i++) mean[i] += row[i];
        }

        for (var i = 0; i < length; i++) mean[i] /= Math.Max(count, 1);
        return mean;
    }
}
