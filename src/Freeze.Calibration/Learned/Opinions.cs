using System.Numerics.Tensors;
using Freeze.Caching;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Learned;

/// <summary>What every predictor says about some images by itself, and what the network says.</summary>
internal sealed class Opinions
{
    private readonly int _classes;
    private readonly float[][] _own;

    private Opinions(int[] network, float[][] own, int classes) => (Network, _own, _classes) = (network, own, classes);

    /// <summary>The full network's class of each image.</summary>
    public int[] Network { get; }

    /// <summary>Asks all predictors about all images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Opinions Of(
        FrozenModel model, LearnedCache?[] caches, IImageSet images, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var classes = model.Plan.Classes;
        var own = Array.ConvertAll(caches, cache => cache is null ? [] : new float[images.Count * classes]);
        var hidden = new float[caches.Max(cache => cache?.Hidden ?? 0)];
        var network = Observer.Run(
            model, images, [.. Enumerable.Range(0, images.Count)], [.. caches.Select(cache => cache?.Grid ?? 0)],
            (image, probe, pooled) => caches[probe]!.Predict(pooled, hidden, own[probe].AsSpan(image * classes, classes)),
            "calibration images", progress, cancellation);
        return new Opinions(network, own, classes);
    }

    /// <summary>Asks all predictors about pooled activations that were kept.</summary>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    /// <param name="features">Pooled activations of each probe; null where there are none.</param>
    /// <param name="network">The network's class of each row.</param>
    /// <param name="rows">Rows to ask about.</param>
    /// <param name="classes">Classes.</param>
    public static Opinions Of(LearnedCache?[] caches, FeatureMatrix?[] features, int[] network, int[] rows, int classes)
    {
        var own = Array.ConvertAll(caches, cache => cache is null ? [] : new float[rows.Length * classes]);
        var hidden = new float[caches.Max(cache => cache?.Hidden ?? 0)];
        for (var k = 0; k < caches.Length; k++)
        {
            if (caches[k] is not { } cache) continue;
            var pooled = new float[features[k]!.Columns];
            for (var i = 0; i < rows.Length; i++)
            {
                features[k]!.Load(rows[i], pooled);
                cache.Predict(pooled, hidden, own[k].AsSpan(i * classes, classes));
            }
        }

        return new Opinions([.. rows.Select(row => network[row])], own, classes);
    }

    /// <summary>Fits how the probes' opinions join and what their scores mean, probe by probe.</summary>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    /// <param name="images">Indices of the images to fit to.</param>
    /// <returns>The caches with weights of the evidence and selectors.</returns>
    public LearnedCache?[] Join(LearnedCache?[] caches, ReadOnlySpan<int> images)
    {
        var joined = new LearnedCache?[caches.Length];
        int[] usable = [.. images.ToArray().Where(i => _own.All(own => own.Length == 0 || IsFinite(own, i)))];
        int[] answers = [.. usable.Select(i => Network[i])];
        var evidence = new float[usable.Length * _classes];
        var scratch = new float[_classes];
        for (var k = 0; k < caches.Length; k++)
        {
            if (caches[k] is not { } cache) continue;
            float[] own = [.. usable.SelectMany(i => _own[k][(i * _classes)..((i + 1) * _classes)])];
            var weights = EvidenceWeights.Fit(evidence, own, answers, _classes);
            cache = cache.With(cache.Threshold, (float)weights.Keep, (float)weights.Gain, cache.Selector);
            var (marks, agrees) = (new (float, float, float)[usable.Length], new bool[usable.Length]);
            for (var i = 0; i < usable.Length; i++)
            {
                var e = evidence.AsSpan(i * _classes, _classes);
                var answer = cache.Judge(own.AsSpan(i * _classes, _classes), e, scratch).Class;
                (marks[i], agrees[i]) = (Selector.Marks(e, scratch), answer == answers[i]);
            }

            joined[k] = cache.With(cache.Threshold, cache.Keep, cache.Gain, SelectorFit.Fit(marks, agrees));
        }

        return joined;
    }

    /// <summary>Looks all images up, exactly as a session does when every probe is on.</summary>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    public LookUpTable LookUp(LearnedCache?[] caches)
    {
        var table = new LookUpTable(Network.Length, caches.Length);
        var (evidence, scratch) = (new float[_classes], new float[_classes]);
        for (var i = 0; i < Network.Length; i++)
        {
            table.Network[i] = Network[i];
            Array.Clear(evidence);
            for (var k = 0; k < caches.Length; k++)
                if (caches[k] is { } cache)
                    (table.Classes[k][i], table.Scores[k][i]) = cache.Judge(_own[k].AsSpan(i * _classes, _classes), evidence, scratch);
        }

        return table;
    }

    private bool IsFinite(float[] own, int image) => float.IsFinite(TensorPrimitives.Sum<float>(own.AsSpan(image * _classes, _classes)));
}
