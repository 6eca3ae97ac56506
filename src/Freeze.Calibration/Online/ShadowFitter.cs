using System.Numerics.Tensors;
using Freeze.Caching;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Online;

/// <summary>Fits predictors, selectors and thresholds to kept requests; what comes of it still has to prove itself.</summary>
internal sealed class ShadowFitter(FrozenModel model, OnlineRefitOptions options, PredictorShape[] shapes, double risk)
{
    private const int Rungs = 5;

    /// <summary>Fits; null when nobody could leave at a profit.</summary>
    /// <param name="kept">The requests; their outputs become probabilities.</param>
    /// <param name="round">Number of the fit, for its seed.</param>
    /// <param name="cancellation">Stops the work.</param>
    public ShadowPlan? Fit(KeptRequests kept, int round, CancellationToken cancellation)
    {
        var classes = model.Plan.Classes;
        var random = new Random(unchecked(options.Seed * 7919 + round));

        // Neighbours resemble each other: drawn at random, selection requests would be known from training. The latest are like those to come.
        var rows = kept.InOrder();
        var (training, selection) = (rows[..(rows.Length * 2 / 3)], rows[(rows.Length * 2 / 3)..]);
        if (training.All(row => kept.Network[row] == kept.Network[training[0]])) return null;

        for (var i = 0; i < kept.Count; i++) Softmax(kept.Targets.AsSpan(i * classes, classes));
        var caches = new LearnedCache?[shapes.Length];
        for (var k = 0; k < caches.Length; k++)
        {
            if (kept.Features[k] is not { } features) continue;
            var scale = Standardisation.Of(features, training);
            var how = new PredictorOptions(shapes[k].Hidden, options.Epochs);
            var predictor = PredictorTrainer.Train(features, scale, kept.Targets, classes, training, how, random.Next(), cancellation);
            caches[k] = PredictorExport.ToCache(predictor, scale, shapes[k].Grid);
        }

        if (Array.TrueForAll(caches, cache => cache is null)) return null;
        var opinions = Opinions.Of(caches, kept.Features, kept.Network, Resample(selection, kept.Weights, random), classes);
        caches = opinions.Join(caches, [.. Enumerable.Range(0, selection.Length)]);
        var plan = new ThresholdChooser(model, new FitOptions { Risk = risk }).Plan(caches, opinions.LookUp(caches));

        float[][] ladder = [.. Ladder(plan, risk * selection.Length).Where(thresholds => CanShare(plan.Caches, thresholds))];
        return ladder.Length == 0 ? null : new ShadowPlan(plan.Caches, ladder);
    }

    // Few requests, and no independent ones, choose badly how far to go: up to the whole budget, and stricter by fifths of the way.
    private static IEnumerable<float[]> Ladder(ThresholdPlan plan, double budget)
    {
        var most = plan.Candidates.TakeWhile(candidate => plan.Selection.Walk(candidate).Disagreements.Sum() <= budget).Count();
        return Enumerable.Range(1, Rungs).Select(rung => most * rung / Rungs - 1).Where(at => at >= 0).Distinct().Select(at => plan.Candidates[at]);
    }

    // Sets of thresholds share look-ups, so none may leave out a probe from which its later ones would learn in another.
    private static bool CanShare(ProbeCache?[] caches, float[] thresholds)
    {
        var last = Array.FindLastIndex(thresholds, threshold => threshold <= 1);
        return !Enumerable.Range(0, last + 1).Any(k => caches[k] is not null && !float.IsFinite(thresholds[k]));
    }

    // Audited hits stand for many requests, misses for themselves: drawn by weight, rows look like the traffic.
    private static int[] Resample(int[] rows, double[] weights, Random random)
    {
        var sums = new double[rows.Length];
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++) sums[i] = sum += weights[rows[i]];
        if (Array.TrueForAll(rows, row => weights[row] == 1)) return rows;
        return
        [
            .. rows.Select(_ => Array.BinarySearch(sums, random.NextDouble() * sum)).Select(at => rows[Math.Min(at < 0 ? ~at : at, rows.Length - 1)]),
        ];
    }

    private static void Softmax(Span<float> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<float>(values), values);
        TensorPrimitives.Exp(values, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum<float>(values), values);
    }
}
