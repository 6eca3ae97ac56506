using Freeze.Imaging.DataSets;
using Freeze.Samples.Conveyor;

namespace Freeze.Bench.Networks;

/// <summary>The images of a comparison as both sides take them: normalised floats, [image][channels][height][width], that never move.</summary>
internal sealed class ImageTensors
{
    /// <summary>A multiple of every batch, and enough that requests leave at different probes.</summary>
    public const int Many = 512;

    /// <summary>What is enough for a network without caches, where every image costs the same.</summary>
    public const int Few = 32;

    private const ulong ConveyorSeed = 31;

    private ImageTensors(string description, float[] data, int count) => (Description, Data, Count) = (description, data, count);

    /// <summary>What they are, in words.</summary>
    public string Description { get; }

    public float[] Data { get; }

    public int Count { get; }

    /// <summary>Images spread evenly over a data set, in an order drawn from a seed: such sets are sorted by class.</summary>
    /// <param name="path">The data set.</param>
    /// <param name="input">What the network takes.</param>
    /// <param name="most">How many images; all where the set has fewer.</param>
    public static ImageTensors FromDataSet(string path, ImageInput input, int most)
    {
        using var set = ImageDataSet.Open(path);
        var count = Math.Min(most, set.Count);
        var indices = Enumerable.Range(0, count).Select(i => (int)((long)i * set.Count / count)).ToArray();
        new Random(1).Shuffle(indices);
        var images = Allocate(count, input);
        Parallel.For(0, count, i =>
        {
            var image = set.Decode(indices[i], input.Orientation);
            var rgb = new byte[input.Values];
            input.Prepare(image.Rgb, image.Width, image.Height, rgb);
            Normalise(rgb, input, images.AsSpan(i * input.Values, input.Values));
        });
        return new($"{count} images of {Path.GetFileName(path)}", images, count);
    }

    /// <summary>A stream of frames from the conveyor that nothing was fitted to.</summary>
    public static ImageTensors FromConveyor(ImageInput input)
    {
        var images = Allocate(Many, input);
        var stream = new ConveyorStream(ConveyorSeed);
        var rgb = new byte[ConveyorRenderer.FrameBytes];
        for (var i = 0; i < Many; i++)
        {
            stream.Next(rgb);
            Normalise(rgb, input, images.AsSpan(i * input.Values, input.Values));
        }

        return new($"{Many} frames of the conveyor", images, Many);
    }

    /// <summary>Smooth noise: every value normal, as normalised images are.</summary>
    public static ImageTensors Seeded(ImageInput input)
    {
        var images = Allocate(Few, input);
        var random = new Random(1);
        foreach (ref var value in images.AsSpan()) value = (float)Gaussian.Next(random);
        return new($"{Few} seeded images", images, Few);
    }

    private static float[] Allocate(int count, ImageInput input) => GC.AllocateArray<float>(count * input.Values, pinned: true);

    private static void Normalise(ReadOnlySpan<byte> rgb, ImageInput input, Span<float> tensor)
    {
        var plane = input.Height * input.Width;
        for (var i = 0; i < rgb.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, input.Channels);
            tensor[(channel * plane) + pixel] = (float)(((rgb[i] / 255.0) - input.Mean[channel]) / input.Deviation[channel]);
        }
    }
}
