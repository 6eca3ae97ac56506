using Freeze.Imaging;
using Freeze.Samples.Conveyor;
using StbImageWriteSharp;

namespace Freeze.Bench.Soak;

/// <summary>A picture as it is sent, and the pixels that a decoder makes of it.</summary>
/// <param name="Body">Bytes of the body.</param>
/// <param name="Type">Their media type.</param>
/// <param name="Rgb">RGB bytes at the network's size.</param>
internal sealed record Picture(byte[] Body, string Type, byte[] Rgb)
{
    public const string Raw = "application/octet-stream", Jpeg = "image/jpeg", Png = "image/png";

    private const int Count = 96;
    private const ulong Seed = 43;

    /// <summary>Frames of the conveyor; of three in a row one is raw, one a JPEG and one a PNG.</summary>
    public static Picture[] Make(ImageInput input)
    {
        var stream = new ConveyorStream(Seed);
        return [.. Enumerable.Range(0, Count).Select(i => Make(stream.Next().Rgb, input, i % 3))];
    }

    private static Picture Make(byte[] rgb, ImageInput input, int kind)
    {
        if (kind == 0) return new(rgb, Raw, rgb);
        using var file = new MemoryStream();
        var writer = new ImageWriter();
        if (kind == 1) writer.WriteJpg(rgb, input.Width, input.Height, ColorComponents.RedGreenBlue, file, 90);
        else writer.WritePng(rgb, input.Width, input.Height, ColorComponents.RedGreenBlue, file);
        var body = file.ToArray();
        return new(body, kind == 1 ? Jpeg : Png, ImageFile.Decode(body).Rgb);
    }
}
