using StbImageWriteSharp;

namespace Freeze.Imaging.Tests;

/// <summary>Image files made on the spot.</summary>
internal static class Pictures
{
    public static byte[] Pixels(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        var (a, b) = (random.Next(1, 9), random.Next(1, 9));
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(i / 3 % width * a + i / 3 / width * b + i % 3 * 60);
        return rgb;
    }

    public static byte[] Jpeg(int width = 40, int height = 24, int seed = 1)
        => Write(stream => new ImageWriter().WriteJpg(Pixels(width, height, seed), width, height, ColorComponents.RedGreenBlue, stream, 90));

    public static byte[] Png(int width = 40, int height = 24, int seed = 1)
        => Write(stream => new ImageWriter().WritePng(Pixels(width, height, seed), width, height, ColorComponents.RedGreenBlue, stream));

    public static byte[] Bmp(int width = 40, int height = 24, int seed = 1)
        => Write(stream => new ImageWriter().WriteBmp(Pixels(width, height, seed), width, height, ColorComponents.RedGreenBlue, stream));

    public static byte[] Of(string format) => format switch { "jpg" => Jpeg(), "png" => Png(), _ => Bmp() };

    private static byte[] Write(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
