using Freeze.Imaging.DataSets;

namespace Freeze.DeviceCheck;

/// <summary>Images to check with: a data set's, spread over all of it, or waves of random colours, which unlike noise differ after pooling.</summary>
internal static class Pictures
{
    /// <summary>Reads images.</summary>
    /// <param name="input">What the network takes.</param>
    /// <param name="path">Folder or .tar file.</param>
    /// <param name="count">How many.</param>
    /// <returns>Interleaved bytes, [image][height][width][channels].</returns>
    public static byte[] Read(ImageInput input, string path, int count)
    {
        using var images = ImageDataSet.Open(path);
        if (images.Count < count) throw new FreezeException($"'{path}' has {images.Count} images; {count} are needed.");
        var pixels = new byte[count * input.Values];
        for (var i = 0; i < count; i++)
        {
            var image = images.Decode((int)((long)i * images.Count / count), input.Orientation);
            input.Prepare(image.Rgb, image.Width, image.Height, pixels.AsSpan(i * input.Values));
        }

        return pixels;
    }

    /// <summary>Draws images, the same on every machine.</summary>
    /// <inheritdoc cref="Read"/>
    public static byte[] Draw(ImageInput input, int count)
    {
        var random = new Random(3);
        var bytes = new byte[count * input.Values];
        for (var (image, at) = (0, 0); image < count; image++)
        {
            var waves = new (double Mean, double Size, double Across, double Down)[input.Channels];
            foreach (ref var wave in waves.AsSpan())
                wave = (60 + 140 * random.NextDouble(), 60 * random.NextDouble(), random.NextDouble(), random.NextDouble());
            for (var y = 0; y < input.Height; y++)
            for (var x = 0; x < input.Width; x++)
            foreach (var wave in waves)
            {
                var value = wave.Mean + wave.Size * Math.Sin(wave.Across * x + wave.Down * y) + 8 * random.NextDouble();
                bytes[at++] = (byte)Math.Clamp(value, 0, 255);
            }
        }

        return bytes;
    }
}
