using System.Numerics.Tensors;
using Freeze.Caching;

namespace Freeze.Calibration.Learned;

/// <summary>Distils a predictor for each probe from the network's outputs on views of the fitting images.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How to fit.</param>
internal sealed class LearnedFitter(FrozenModel model, FitOptions options)
{
    /// <summary>Fits the predictors; what their scores mean is fitted later, on other images.</summary>
    /// <param name="images">Fitting images.</param>
    /// <param name="order">Indices of the images to fit to.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One cache for each probe; null where a look-up cannot pay. Empty when the network always says the same.</returns>
    public LearnedCache?[] Fit(IImageSet images, int[] order, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var plan = model.Plan;
        var shapes = PredictorShape.Choose(plan, options.Grid, options.HiddenUnits, options.Costs, options.MaxBytes);
        var views = new AugmentedImages(images, order, options.Views, plan.Input, options.Seed);
        var features = new FeatureMatrix?[shapes.Length];
        for (var k = 0; k < shapes.Length; k++)
            if (shapes[k].Grid > 0) features[k] = new FeatureMatrix(views.Count, plan.Probes[k].Shape.Channels * shapes[k].Grid * shapes[k].Grid);

        var targets = new float[views.Count * plan.Classes];
        var answers = Observer.Run(
            model, views, [.. Enumerable.Range(0, views.Count)], [.. shapes.Select(shape => shape.Grid)],
            (view, probe, pooled) => features[probe]!.Store(view, pooled), "fitting images", progress, cancellation, targets);
        var caches = new LearnedCache?[shapes.Length];
        if (Array.TrueForAll(answers, answer => answer == answers[0])) return caches;

        for (var i = 0; i < views.Count; i++) Softmax(targets.AsSpan(i * plan.Classes, plan.Classes));
        Train(shapes, features, targets, caches, progress, cancellation);
        return caches;
    }

    private void Train(
        PredictorShape[] shapes, FeatureMatrix?[] features, float[] targets, LearnedCache?[] caches, IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        const string stage = "predictors";
        var done = 0;
        var reporting = new Lock();
        progress?.Report(new FitProgress(stage, 0, shapes.Length));

        // The largest first, so that threads end together.
        long Work(int k) => (long)(features[k]?.Columns ?? 0) * Math.Max(1, shapes[k].Hidden);
        int[] queue = [.. Enumerable.Range(0, shapes.Length).OrderByDescending(Work)];
        try
        {
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(queue, loadBalance: true), options.Parallel(cancellation), k =>
            {
                if (features[k] is { } matrix) caches[k] = Train(shapes[k], matrix, targets, k, cancellation);
                features[k] = null;
                lock (reporting) progress?.Report(new FitProgress(stage, ++done, shapes.Length));
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<OperationCanceledException>().FirstOrDefault() is { } cancelled)
        {
            throw cancelled;
        }
    }

    private LearnedCache Train(PredictorShape shape, FeatureMatrix features, float[] targets, int probe, CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(0, features.Rows)];
        var scale = Standardisation.Of(features, rows);
        var how = new PredictorOptions(shape.Hidden, options.Epochs);
        var seed = unchecked(options.Seed * 1009 + probe);
        var predictor = PredictorTrainer.Train(features, scale, targets, model.Plan.Classes, rows, how, seed, cancellation);
        return PredictorExport.ToCache(predictor, scale, shape.Grid);
    }

    private static void Softmax(Span<float> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<float>(values), values);
        TensorPrimitives.Exp(values, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum<float>(values), values);
    }
}
