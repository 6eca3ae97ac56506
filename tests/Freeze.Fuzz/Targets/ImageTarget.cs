using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Imaging;
using Freeze.Imaging.DataSets;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Image files (PNG, JPEG, BMP), .tar archives of them, and CIFAR-10's binary batches: decoded. The first byte of an input says which of the three
/// it is,
/// as a file's name would.
/// </summary>
internal sealed class ImageTarget : FuzzTarget
{
    private const byte Image = 0, Tar = 1, Cifar = 2;

    private static readonly byte[][] s_words =
    [
        [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xDA], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xE1],
        [0xFF, 0xEE], [0xFF, 0xFF],
        .. Words("IHDR", "IDAT", "IEND", "PLTE", "tRNS", "CgBI", "BM", "ustar", "path=", "eXIf", "Exif\0\0", "Adobe", "II*\0", "MM\0*"),
    ];

    public override string Name => "images";

    public override byte[] Make(Random random)
    {
        switch (random.Next(10))
        {
            case 0: return [Tar, .. Bytes.Damage(random, random.Of(ImageSeeds.Tars), s_words)];
            case 1: return [Tar, .. TarMutator.Mutate(random, random.Of(ImageSeeds.Tars))];
            case 2: return [Cifar, .. Bytes.Damage(random, ImageSeeds.Cifar, [])];
            case 3 or 4 or 5: return [Image, .. PngMutator.Make(random)];
            case 6: return [Image, .. Bytes.Damage(random, random.Of(ImageSeeds.Bmps), s_words)];
            case 7: return [Image, .. JpegMutator.Resize(random, random.Of(ImageSeeds.Jpegs))];
            default: return [Image, .. Bytes.Damage(random, random.Of(ImageSeeds.Jpegs), s_words)];
        }
    }

    public override void Run(byte[] input, string folder)
    {
        if (input[0] == Image)
        {
            Check(ImageFile.Decode(input.AsSpan(1)));
            return;
        }

        var path = Path.Combine(folder, input[0] == Tar ? "input.tar" : "input.bin");
        File.WriteAllBytes(path, input[1..]);
        using var set = ImageDataSet.Open(path);
        for (var i = 0; i < set.Count; i++) Check(set.Decode(i));
    }

    private static void Check(RgbImage image)
    {
        if (image.Rgb.Length != (long)image.Width * image.Height * 3) throw new HarmException("crash", "an image's pixels do not fit its size");
    }

    private static byte[][] Words(params string[] words) => [.. words.Select(System.Text.Encoding.ASCII.GetBytes)];
}
