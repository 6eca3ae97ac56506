using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Imaging;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Image files (PNG, JPEG, BMP): decoded, and made the images of two networks, one that stretches and one that cuts, as a whole and row by row.
/// </summary>
internal sealed class ImageTarget : FuzzTarget
{
    private static readonly byte[][] s_words =
    [
        [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xDA], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xE1],
        [0xFF, 0xEE], [0xFF, 0xFF],
        .. ((string[])["IHDR", "IDAT", "IEND", "PLTE", "tRNS", "CgBI", "BM", "eXIf", "Exif\0\0", "Adobe", "II*\0", "MM\0*"])
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    private static readonly ImageInput[] s_networks = [new(3, 32, 32), new(1, 24, 40) { ShorterSide = 28 }];

    public override string Name => "images";

    public override IReadOnlyList<byte[]> Words => s_words;

    public override int Runs => 8_000;

    public override IEnumerable<byte[]> Seeds => [.. ImageSeeds.Jpegs, .. ImageSeeds.Bmps, .. ImageSeeds.Pngs, .. HostileImageSeeds.All];

    public override byte[] Make(Random random) =>
        random.Chance(3) ? Bytes.Damage(random, random.Of([.. ImageSeeds.Jpegs, .. ImageSeeds.Bmps]), s_words) : PngMutator.Make(random);

    public override void Run(byte[] input, string folder)
    {
        var encoded = EncodedImage.Open(input);
        var image = encoded.Decode();
        if (image.Rgb.Length != (long)image.Width * image.Height * 3 || (image.Width, image.Height) != (encoded.Width, encoded.Height))
            throw new HarmException("crash", "an image's pixels do not fit its size");
        // Row by row and as a whole: the same bytes, or one of the ways reads what is not the image's.
        var network = s_networks[input.Length % s_networks.Length];
        var (whole, rows) = (new byte[network.Values], new byte[network.Values]);
        network.Prepare(image.Rgb, image.Width, image.Height, whole);
        encoded.Prepare(network, rows);
        if (!whole.AsSpan().SequenceEqual(rows)) throw new HarmException("crash", $"row by row {network.Describe()} gets another image");
    }
}
