using Freeze.Caching;
using Freeze.Layers;
using Freeze.Runtime.Tests.Operators;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

/// <summary>The files of a <see cref="TinyNet"/> with random weights in a folder that goes when the test does.</summary>
internal sealed class TinyFolder : IDisposable
{
    public TinyFolder(int seed = 1)
    {
        WriteCanonical(seed);
        WeightFiles.WriteCpu(Path, Plan);
    }

    public static ModelPlan Plan => TinyNet.TinyPlan;

    public string Path { get; } = Directory.CreateTempSubdirectory("freeze-tiny-").FullName;

    public Dictionary<string, (int[] Shape, float[] Data)> Tensors { get; private set; } = [];

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Loads the model; batches give bit for bit what single images give unless a test wants them faster.</summary>
    public TinyNet Load(int threads = 1, bool batchInvariant = true) =>
        FrozenModel.Load<TinyNet>(Path, new() { Threads = threads, BatchInvariant = batchInvariant });

    public void WriteCanonical(int seed)
    {
        var random = new Random(seed);
        Tensors = Plan.Layers.SelectMany(layer => layer.Tensors.Select(t => (Name: $"{layer.Name}.{t.Suffix}", t.Shape))).ToDictionary(
            t => t.Name,
            t => (t.Shape, Draw.Values(random, t.Shape.Aggregate((a, b) => a * b), t.Shape.Length == 1 ? 0.1 : Math.Sqrt(2.0 / t.Shape.Skip(1).Aggregate((a, b) => a * b)))));
        WeightFiles.WriteCanonical(Path, Plan, Tensors, new Dictionary<string, string> { ["source"] = "random" });
    }

    /// <summary>The same for a list of images.</summary>
    public static byte[] Pixels(int seed, int count = 1)
    {
        var pixels = new byte[count * Plan.Input.Values];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    /// <summary>Bytes as the network's own input.</summary>
    public static float[] Normalise(ReadOnlySpan<byte> pixels)
    {
        var input = Plan.Input;
        var tensor = new float[pixels.Length];
        var plane = input.Height * input.Width;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, at) = Math.DivRem(i, input.Values);
            var (pixel, channel) = Math.DivRem(at, input.Channels);
            tensor[image * input.Values + channel * plane + pixel] = (float)((pixels[i] / 255.0 - input.Mean[channel]) / input.Deviation[channel]);
        }

        return tensor;
    }

    /// <summary>Pooled activation of an image at a probe.</summary>
    public static float[] Pooled(TinyNet model, ReadOnlySpan<byte> pixels, int probe, int grid = 1)
    {
        float[] result = [];
        model.Observe(pixels, 1, [probe == 0 ? grid : 0, probe == 1 ? grid : 0], (_, _, pooled) => result = pooled.ToArray(), new float[Plan.Classes]);
        return result;
    }

    /// <summary>A cache that knows exactly the given images: its keys are the pooled activations themselves.</summary>
    public static CentroidCache Exact(TinyNet model, int probe, float threshold, params (byte[] Pixels, int Class)[] known)
    {
        var keys = known.Select(k => Pooled(model, k.Pixels, probe)).ToArray();
        var d = keys[0].Length;
        var identity = new float[d * d];
        for (var i = 0; i < d; i++) identity[i * d + i] = 1;
        return new()
        {
            Grid = 1, Projection = identity, Offset = new float[d], Centroids = [.. keys.SelectMany(k => k)], Classes = [.. known.Select(k => k.Class)],
            Threshold = threshold, Slope = 10, Intercept = -5,
        };
    }

    public static CacheSet Caches(TinyNet model, ProbeCache? first, ProbeCache? second) => new() { Weights = model.Weights, Probes = [first, second] };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
