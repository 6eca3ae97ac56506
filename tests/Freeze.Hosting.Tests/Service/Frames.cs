using Freeze.Samples.Conveyor;
using StbImageWriteSharp;

namespace Freeze.Hosting.Tests.Service;

/// <summary>Frames of the conveyor, and what the model answers to them without a service around it.</summary>
internal static class Frames
{
    public const int Count = 64;

    private const ulong Seed = 61;

    static Frames()
    {
        var stream = new ConveyorStream(Seed);
        Rgb = [.. Enumerable.Range(0, Count).Select(_ => stream.Next().Rgb)];
        using var model = Samples.Quickstart.Conveyor.Load(Models);
        Expected = [.. Rgb.Select(rgb => model.Predict(rgb))];
    }

    /// <summary>Folder of the model's files.</summary>
    public static string Models { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    public static byte[][] Rgb { get; }

    public static Prediction[] Expected { get; }

    public static byte[] Png(byte[] rgb, int width = 32, int height = 32)
    {
        using var file = new MemoryStream();
        new ImageWriter().WritePng(rgb, width, height, ColorComponents.RedGreenBlue, file);
        return file.ToArray();
    }

    public static byte[] Jpeg(byte[] rgb)
    {
        using var file = new MemoryStream();
        new ImageWriter().WriteJpg(rgb, 32, 32, ColorComponents.RedGreenBlue, file, 95);
        return file.ToArray();
    }
}
