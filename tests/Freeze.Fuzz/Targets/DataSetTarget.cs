using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Seeds;
using Freeze.Imaging.DataSets;

namespace Freeze.Fuzz.Targets;

/// <summary>
/// Data sets in one file: .tar archives and CIFAR-10's binary batches, all images of which are decoded. The first byte of an input says which of
/// the two it is, as a file's name would, and whether the checksums of an archive's headers are made right before it is read.
/// </summary>
internal sealed class DataSetTarget : FuzzTarget
{
    private const byte Tar = 0, SealedTar = 1, Cifar = 2, Kinds = 3;

    private static readonly byte[][] s_words =
    [
        .. ((string[])["ustar", "ustar\00000", "ustar  \0", "path=", "linkpath=", "size=", "././@LongLink", ".png", ".jpg", "../"])
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    public override string Name => "datasets";

    public override int Runs => 8_000;

    public override IReadOnlyList<byte[]> Words => s_words;

    public override IEnumerable<byte[]> Seeds =>
        [.. ImageSeeds.Tars.SelectMany(tar => (byte[][])[[Tar, .. tar], [SealedTar, .. tar]]), [Cifar, .. ImageSeeds.Cifar]];

    public override byte[] Make(Random random) => random.Next(8) switch
    {
        0 => [Cifar, .. Bytes.Damage(random, ImageSeeds.Cifar, [])],
        1 => [SealedTar, .. Bytes.Damage(random, random.Of(ImageSeeds.Tars), s_words)],
        _ => [Tar, .. TarMutator.Mutate(random, random.Of(ImageSeeds.Tars))],
    };

    public override void Run(byte[] input, string folder)
    {
        var (kind, file) = input.Length == 0 ? (Tar, input) : ((byte)(input[0] % Kinds), input[1..]);
        if (kind == SealedTar) TarMutator.Seal(file);
        var path = Path.Combine(folder, kind == Cifar ? "input.bin" : "input.tar");
        File.WriteAllBytes(path, file);
        using var set = ImageDataSet.Open(path);
        for (var i = 0; i < set.Count; i++)
        {
            var image = set.Decode(i);
            if (image.Rgb.Length != (long)image.Width * image.Height * 3)
                throw new HarmException("crash", "an image's pixels do not fit its size");
        }
    }
}
