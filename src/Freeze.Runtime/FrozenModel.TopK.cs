using Freeze.Cpu;

namespace Freeze;

/// <summary>Predictions with the classes that come next.</summary>
public abstract partial class FrozenModel
{
    /// <summary>Classifies one image that is the network's already and ranks its most likely classes.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels] at the model's size, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <exception cref="FreezeException">No class is asked for, or the image has another size.</exception>
    public TopKPrediction PredictTopK(ReadOnlySpan<byte> rgb, int k)
    {
        var classes = Room(k);
        return Ranked(PredictTopK(rgb, classes, out var count), classes, count);
    }

    /// <summary>Classifies one picture of any size, prepared as the definition says, and ranks its most likely classes.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <exception cref="FreezeException">No class is asked for, or the image has another size than is said.</exception>
    public TopKPrediction PredictTopK(ReadOnlySpan<byte> rgb, int width, int height, int k)
    {
        var classes = Room(k);
        return Ranked(PredictTopK(rgb, width, height, classes, out var count), classes, count);
    }

    /// <summary>Classifies one image given as the network's own input and ranks its most likely classes.</summary>
    /// <param name="tensor">Normalised values, [channels][height][width], as the ONNX model takes them.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <exception cref="FreezeException">No class is asked for, or the image has another size.</exception>
    public TopKPrediction PredictTopK(ReadOnlySpan<float> tensor, int k)
    {
        var classes = Room(k);
        return Ranked(PredictTopK(tensor, classes, out var count), classes, count);
    }

    /// <summary>Classifies one image that is the network's already and ranks its most likely classes, without allocating.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels] at the model's size, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="classes">Receives the classes, the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="count">How many were written: at least 1, at most the classes that there are.</param>
    /// <returns>The answer; its class is the first that was written.</returns>
    /// <exception cref="FreezeException">There is no room, or the image has another size.</exception>
    public Prediction PredictTopK(ReadOnlySpan<byte> rgb, Span<RankedClass> classes, out int count)
    {
        (Prediction result, count) = (default, 0);
        PredictTopK(rgb, new Span<Prediction>(ref result), classes, new Span<int>(ref count));
        return result;
    }

    /// <summary>Classifies one picture of any size, prepared as the definition says, and ranks its classes, without allocating.</summary>
    /// <param name="rgb">
    /// Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="classes">Receives the classes, the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="count">How many were written: at least 1, at most the classes that there are.</param>
    /// <returns>The answer; its class is the first that was written.</returns>
    /// <exception cref="FreezeException">There is no room, or the image has another size than is said.</exception>
    public Prediction PredictTopK(ReadOnlySpan<byte> rgb, int width, int height, Span<RankedClass> classes, out int count)
    {
        var sized = Images.AtSize(rgb, width, height, Plan.Input, out var rented);
        try
        {
            return PredictTopK(sized, classes, out count);
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies one image given as the network's own input and ranks its most likely classes, without allocating.</summary>
    /// <param name="tensor">Normalised values, [channels][height][width], as the ONNX model takes them.</param>
    /// <param name="classes">Receives the classes, the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="count">How many were written: at least 1, at most the classes that there are.</param>
    /// <returns>The answer; its class is the first that was written.</returns>
    /// <exception cref="FreezeException">There is no room, or the image has another size.</exception>
    public Prediction PredictTopK(ReadOnlySpan<float> tensor, Span<RankedClass> classes, out int count)
    {
        (Prediction result, count) = (default, 0);
        PredictTopK(tensor, new Span<Prediction>(ref result), classes, new Span<int>(ref count));
        return result;
    }

    /// <summary>Classifies several images and ranks the most likely classes of each.</summary>
    /// <param name="images">Interleaved bytes at the model's size, red first, one image after the other.</param>
    /// <param name="results">One prediction for each image.</param>
    /// <param name="classes">Receives the classes, [image][k], the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="counts">How many were written for each image.</param>
    /// <exception cref="FreezeException">The images have another size, or there is not as much room for each.</exception>
    public void PredictTopK(ReadOnlySpan<byte> images, Span<Prediction> results, Span<RankedClass> classes, Span<int> counts)
    {
        Images.CheckRanking(classes.Length, counts.Length, results.Length);
        var own = Images.Own(images, results.Length, Plan.Input, out var rented);
        try
        {
            var serving = _serving;
            Do(new Job(results.Length)
            {
                Pixels = own, Caches = serving?.Caches, Auditor = serving?.Auditor, Watcher = Volatile.Read(ref _watcher),
                Predictions = results, Classes = classes, Counts = counts,
            });
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies several images given as the network's own input and ranks the most likely classes of each.</summary>
    /// <param name="tensors">Normalised values, [image][channels][height][width].</param>
    /// <param name="results">One prediction for each image.</param>
    /// <param name="classes">Receives the classes, [image][k], the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="counts">How many were written for each image.</param>
    /// <exception cref="FreezeException">The images have another size, or there is not as much room for each.</exception>
    public void PredictTopK(ReadOnlySpan<float> tensors, Span<Prediction> results, Span<RankedClass> classes, Span<int> counts)
    {
        Images.CheckLength(tensors.Length, results.Length, Plan.Input, "values");
        Images.CheckRanking(classes.Length, counts.Length, results.Length);
        var serving = _serving;
        Do(new Job(results.Length)
        {
            Tensors = tensors, Caches = serving?.Caches, Auditor = serving?.Auditor, Watcher = Volatile.Read(ref _watcher),
            Predictions = results, Classes = classes, Counts = counts,
        });
    }

    internal RankedClass[] Room(int k) => k >= 1
        ? new RankedClass[Math.Min(k, Plan.Classes)]
        : throw new FreezeException($"The {k} most likely classes were asked for; ask for 1 at least.");

    internal static TopKPrediction Ranked(Prediction prediction, RankedClass[] classes, int count) =>
        new(prediction, count == classes.Length ? classes : classes[..count]);
}
