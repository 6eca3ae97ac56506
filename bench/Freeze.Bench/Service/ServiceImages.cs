using Freeze.Bench.Networks;
using Freeze.Imaging;
using Freeze.Imaging.DataSets;
using Freeze.Samples.Conveyor;
using StbImageWriteSharp;

namespace Freeze.Bench.Service;

/// <summary>Bodies of requests and the pixels that a decoder makes of them.</summary>
internal sealed class ServiceImages
{
    public const int Count = 512;

    private const ulong Seed = 41;

    public ServiceImages(Network network, string kind, string shared)
    {
        var input = network.Plan.Input;
        var images = network.Name == Catalogue.Conveyor ? Conveyor() : DataSet(Path.Combine(shared, "data", "cifar10", "test.tar"));
        Bodies = [.. images.Select(rgb => Encode(rgb, input, kind))];
        Pixels = kind == "raw" ? images : [.. Bodies.Select(body => ImageFile.Decode(body).Rgb)];
    }

    public byte[][] Bodies { get; }

    /// <summary>RGB bytes at the network's size.</summary>
    public byte[][] Pixels { get; }

    private static byte[][] Conveyor()
    {
        var stream = new ConveyorStream(Seed);
        return [.. Enumerable.Range(0, Count).Select(_ => stream.Next().Rgb)];
    }

    private static byte[][] DataSet(string path)
    {
        using var set = ImageDataSet.Open(path);
        return [.. Enumerable.Range(0, Count).Select(i => set.Decode((int)((long)i * set.Count / Count)).Rgb)];
    }

    private static byte[] Encode(byte[] rgb, ImageInput input, string kind)
    {
        if (kind == "raw") return rgb;
        using var file = new MemoryStream();
        var writer = new ImageWriter();
        if (kind == "png") writer.WritePng(rgb, input.Width, input.Height, ColorComponents.RedGreenBlue, file);
        else writer.WriteJpg(rgb, input.Width, input.Height, ColorComponents.RedGreenBlue, file, 90);
        return file.ToArray();
    }
}
