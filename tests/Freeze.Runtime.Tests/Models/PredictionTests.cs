using Freeze.Layers;
using Freeze.Preprocessing;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Models;

public sealed class PredictionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_network_equals_the_reference(int threads)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var tensor = TinyFolder.Normalise(TinyFolder.Pixels(7));
        var outputs = new float[5];
        model.Run(tensor, outputs, 1);

        var layers = TinyFolder.Plan.Layers;
        var stem = Convolve(0, tensor, null);
        var block1 = Convolve(2, Convolve(1, stem, null), stem);
        var block2 = Convolve(5, Convolve(3, block1, null), Convolve(4, block1, null));
        var pooled = block2.Chunk(36).Select(plane => plane.Average()).ToArray();
        var (weights, bias) = (folder.Tensors["fc.weight"].Data, folder.Tensors["fc.bias"].Data);
        for (var i = 0; i < 5; i++) Assert.Equal(pooled.Select((v, c) => (double)v * weights[i * 48 + c]).Sum() + bias[i], outputs[i], 1e-4);

        var prediction = model.Predict(tensor);
        var best = Array.IndexOf(outputs, outputs.Max());
        Assert.Equal(new(best, TinyFolder.Plan.Labels[best], Prediction.End, 2, false, prediction.Score), prediction);
        Assert.Equal(1 / outputs.Sum(v => Math.Exp(v - outputs[best])), prediction.Score, 1e-5);

        float[] Convolve(int index, float[] input, float[]? residual)
        {
            var layer = (Conv2D)layers[index];
            return [.. Reference.Conv2D(layer, input, folder.Tensors[layer.Name + ".weight"].Data, folder.Tensors[layer.Name + ".bias"].Data, residual).Values.Select(v => (float)v)];
        }
    }

    [Fact]
    public void Bytes_and_normalised_floats_agree()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(model.Predict(TinyFolder.Normalise(TinyFolder.Pixels(seed))), model.Predict(TinyFolder.Pixels(seed)));
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 7)]
    public void A_batch_by_faster_algorithms_rounds_otherwise_and_agrees(int threads, int count)
    {
        using var folder = new TinyFolder();
        using TinyNet model = folder.Load(threads, batchInvariant: false), exact = folder.Load(threads);
        var tensors = TinyFolder.Normalise(TinyFolder.Pixels(3, count));
        var (fast, expected) = (new float[count * 5], new float[count * 5]);
        model.Run(tensors, fast, count);
        exact.Run(tensors, expected, count);
        Assert.NotEqual(expected, fast);
        var largest = expected.Max(MathF.Abs);
        for (var i = 0; i < fast.Length; i++) Assert.Equal(expected[i], fast[i], 1e-5f * largest);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 40)]
    [InlineData(3, 33)]
    public void A_batch_equals_single_images_bit_for_bit(int threads, int count)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var pixels = TinyFolder.Pixels(3, count);
        var tensors = TinyFolder.Normalise(pixels);
        var (outputs, predictions, fromFloats) = (new float[count * 5], new Prediction[count], new Prediction[count]);
        model.Run(tensors, outputs, count);
        model.Predict(pixels, predictions);
        model.Predict(tensors, fromFloats);
        Assert.Equal(predictions, fromFloats);
        var values = TinyFolder.Plan.Input.Values;
        for (var i = 0; i < count; i++)
        {
            var output = new float[5];
            model.Run(tensors.AsSpan(i * values, values), output, 1);
            Assert.Equal(output, outputs[(i * 5)..(i * 5 + 5)]);
            Assert.Equal(model.Predict(pixels.AsSpan(i * values, values)), predictions[i]);
        }
    }

    [Fact]
    public void An_image_of_another_size_is_resized()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var pixels = new byte[31 * 23 * 3];
        new Random(2).NextBytes(pixels);
        var resized = new byte[12 * 12 * 3];
        Resize.Bilinear(pixels, 31, 23, resized, 12, 12);
        Assert.Equal(model.Predict(resized), model.Predict(pixels, 31, 23));
        Assert.Equal(model.Predict(resized), model.Predict(resized, 12, 12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Observed_activations_are_the_pooled_activations(int probe)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        const int Count = 35;
        var pixels = TinyFolder.Pixels(4, Count);
        var values = TinyFolder.Plan.Input.Values;
        var seen = new float[Count][];
        var outputs = new float[Count * 5];
        model.Observe(pixels, Count, [probe == 0 ? 2 : 0, probe == 1 ? 3 : 0], (image, at, pooled) =>
        {
            Assert.Equal(probe, at);
            seen[image] = pooled.ToArray();
        }, outputs);
        var expected = new float[outputs.Length];
        model.Run(TinyFolder.Normalise(pixels), expected, Count);
        Assert.Equal(expected, outputs);
        for (var i = 0; i < Count; i++) Assert.Equal(TinyFolder.Pooled(model, pixels.AsSpan(i * values, values), probe, probe == 0 ? 2 : 3), seen[i]);
        Assert.Equal(probe == 0 ? 40 * 4 : 48 * 9, seen[0].Length);
    }
}
