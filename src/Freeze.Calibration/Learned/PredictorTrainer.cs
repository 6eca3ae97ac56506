namespace Freeze.Calibration.Learned;

/// <summary>Trains a predictor on the network's own probabilities by mini-batches. One thread trains one predictor; many train at once.</summary>
internal static class PredictorTrainer
{
    /// <summary>Trains.</summary>
    /// <param name="features">Pooled activations.</param>
    /// <param name="scale">Their standardisation.</param>
    /// <param name="targets">The network's probabilities, [rows of the features, classes].</param>
    /// <param name="classes">Classes.</param>
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Seed of first weights and order.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Predictor Train(
        FeatureMatrix features, Standardisation scale, ReadOnlySpan<float> targets, int classes, ReadOnlySpan<int> rows, PredictorOptions options,
        int seed, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var predictor = new Predictor(features.Columns, options.Hidden, classes, random);
        var gradient = new PredictorGradient(predictor, options.Batch);
        var first = new Adam(predictor.First, options.WeightDecay);
        var firstBias = new Adam(predictor.FirstBias, 0);
        var second = new Adam(predictor.Second, options.WeightDecay);
        var secondBias = new Adam(predictor.SecondBias, 0);

        // Rows a cache line more than their length apart: the columns of a batch must not fall on the same sets of the cache.
        var stride = features.Columns + MatrixProduct.Width;
        var batch = new float[options.Batch * stride];
        var batchTargets = new float[options.Batch * classes];
        var order = rows.ToArray();
        var steps = options.Epochs * ((order.Length + options.Batch - 1) / options.Batch);
        var step = 0;
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (var start = 0; start < order.Length; start += options.Batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(options.Batch, order.Length - start);
                for (var i = 0; i < count; i++)
                {
                    var line = batch.AsSpan(i * stride, features.Columns);
                    features.Load(order[start + i], line);
                    scale.Apply(line);
                    targets.Slice(order[start + i] * classes, classes).CopyTo(batchTargets.AsSpan(i * classes));
                }

                gradient.Compute(batch, stride, batchTargets, count);
                var rate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step++ / steps));
                if (options.Hidden > 0) first.Step(gradient.First, rate);
                if (options.Hidden > 0) firstBias.Step(gradient.FirstBias, rate);
                second.Step(gradient.Second, rate);
                secondBias.Step(gradient.SecondBias, rate);
            }
        }

        return predictor;
    }
}
