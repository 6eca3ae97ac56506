using System.Numerics.Tensors;
using Freeze.Calibration;
using Freeze.Calibration.Learned;

namespace Freeze.Bench.Paper;

/// <summary>Trains a projection with a softmax behind it to say what the network says, as published: on whole activations and hard answers.</summary>
/// <param name="features">Activations of all images.</param>
/// <param name="classes">Classes.</param>
internal sealed class ProjectionTrainer(FeatureMatrix features, int classes)
{
    private const int Batch = 128;

    private readonly Projection _projection = new(features.Columns, PaperScale.Units);
    private readonly float[] _head = new float[PaperScale.Units * classes];
    private Standardisation? _scale;

    /// <summary>Trains on the first images.</summary>
    /// <param name="answers">The network's class of each image.</param>
    /// <param name="images">Fitting images.</param>
    /// <param name="epochs">Passes over them.</param>
    /// <param name="seed">Seed of weights and order.</param>
    public void Train(int[] answers, int images, int epochs, int seed)
    {
        int[] order = [.. Enumerable.Range(0, images)];
        _scale = Standardisation.Of(features, order);
        _projection.Draw(seed * 1000);
        var random = new Random(seed);
        foreach (ref var weight in _head.AsSpan()) weight = (random.NextSingle() - 0.5f) / MathF.Sqrt(PaperScale.Units);
        var (rows, keys, error) = (new float[Batch * _projection.Stride], new float[Batch * PaperScale.Units], new float[Batch * PaperScale.Units]);
        var (steps, step) = (epochs * (images / Batch), 0);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            for (var start = 0; start + Batch <= images; start += Batch)
            {
                var batch = order.AsSpan(start, Batch).ToArray();
                Load(batch, rows);
                _projection.Forward(rows, Batch, keys);
                var pace = 0.5 * (1 + Math.Cos(Math.PI * step++ / steps));
                Head(keys, [.. batch.Select(image => answers[image])], error, 0.002f * (float)pace);

                // The more inputs, the more their small steps add up.
                _projection.Step(rows, Batch, error, 0.03 / Math.Sqrt(features.Columns) * pace, step);
            }
        }
    }

    /// <summary>Keys of all images, [images, units].</summary>
    public float[] Keys()
    {
        var all = new float[features.Rows * PaperScale.Units];
        var (rows, keys) = (new float[Batch * _projection.Stride], new float[Batch * PaperScale.Units]);
        for (var start = 0; start < features.Rows; start += Batch)
        {
            var count = Math.Min(Batch, features.Rows - start);
            Load([.. Enumerable.Range(start, count)], rows);
            _projection.Forward(rows, Batch, keys);
            keys.AsSpan(0, count * PaperScale.Units).CopyTo(all.AsSpan(start * PaperScale.Units));
        }

        return all;
    }

    /// <summary>Milliseconds of one projection with all cores.</summary>
    public double Milliseconds()
    {
        // Four rows are the least that it takes; reading the weights is what costs.
        var (rows, keys) = (new float[4 * _projection.Stride], new float[4 * PaperScale.Units]);
        return Stopwatches.Median(9, () => _projection.Forward(rows, 4, keys));
    }

    private void Load(int[] images, float[] rows) => Parallel.For(0, images.Length, i =>
    {
        var row = rows.AsSpan(i * _projection.Stride, features.Columns);
        features.Load(images[i], row);
        _scale!.Apply(row);
    });

    // One step of the softmax layer; what it says is wrong goes back to the units that were on.
    private void Head(float[] keys, int[] answers, float[] error, float rate)
    {
        var units = PaperScale.Units;
        var change = new float[_head.Length];
        Span<float> logits = stackalloc float[classes];
        for (var i = 0; i < Batch; i++)
        {
            var key = keys.AsSpan(i * units, units);
            for (var c = 0; c < classes; c++) logits[c] = TensorPrimitives.Dot(key, _head.AsSpan(c * units, units));
            TensorPrimitives.SoftMax(logits, logits);
            logits[answers[i]] -= 1;
            var back = error.AsSpan(i * units, units);
            back.Clear();
            for (var c = 0; c < classes; c++)
            {
                var wrong = logits[c] / Batch;
                TensorPrimitives.MultiplyAdd(_head.AsSpan(c * units, units), wrong, back, back);
                TensorPrimitives.MultiplyAdd(key, wrong, change.AsSpan(c * units, units), change.AsSpan(c * units, units));
            }

            for (var u = 0; u < units; u++) back[u] = key[u] > 0 ? back[u] : 0;
        }

        TensorPrimitives.MultiplyAdd(change, -rate, _head, _head);
    }
}
