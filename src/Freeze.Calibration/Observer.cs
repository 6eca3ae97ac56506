using System.Numerics.Tensors;

namespace Freeze.Calibration;

/// <summary>Runs images through the whole network and shows what the probes see; the next batch is read while the network runs.</summary>
internal static class Observer
{
    private const int Batch = 32;

    /// <summary>Observes images.</summary>
    /// <param name="model">The model; its caches take no part.</param>
    /// <param name="images">The images.</param>
    /// <param name="order">Indices of the images, in the order of observation.</param>
    /// <param name="grids">Side of each probe's pooling grid; 0 leaves a probe out.</param>
    /// <param name="handler">Receives position in the order, probe and pooled activation.</param>
    /// <param name="stage">Name for the progress.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <param name="outputs">Receives the network's outputs, [order, classes], unless it is null.</param>
    /// <returns>The network's class for each position.</returns>
    public static int[] Run(
        FrozenModel model, IImageSet images, int[] order, int[] grids, PooledActivationHandler handler, string stage,
        IProgress<FitProgress>? progress, CancellationToken cancellation, float[]? outputs = null)
    {
        int values = model.Plan.Input.Values, classes = model.Plan.Classes;
        var answers = new int[order.Length];
        var some = new float[Batch * classes];
        byte[] current = new byte[Batch * values], next = new byte[Batch * values];
        Read(images, order, 0, values, current, cancellation);
        for (var start = 0; start < order.Length; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = start, count = Math.Min(Batch, order.Length - start);
            var target = next;
            var reading = Task.Run(() => Read(images, order, first + Batch, values, target, cancellation), CancellationToken.None);
            try
            {
                var batchOutputs = some.AsSpan(0, count * classes);
                model.Observe(
                    current.AsSpan(0, count * values), count, grids, (image, probe, pooled) => handler(first + image, probe, pooled), batchOutputs);
                for (var i = 0; i < count; i++)
                    answers[first + i] = TensorPrimitives.IndexOfMax<float>(batchOutputs.Slice(i * classes, classes));
                if (outputs is not null) batchOutputs.CopyTo(outputs.AsSpan(first * classes));
            }
            finally
            {
                // Whatever happened, nobody reads images any more once this method has ended.
                ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
            }

            reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
            progress?.Report(new FitProgress(stage, first + count, order.Length));
        }

        return answers;
    }

    private static void Read(IImageSet images, int[] order, int first, int values, byte[] target, CancellationToken cancellation)
    {
        for (var i = first; i < Math.Min(first + Batch, order.Length); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            images.Read(order[i], target.AsSpan((i - first) * values, values));
        }
    }
}
