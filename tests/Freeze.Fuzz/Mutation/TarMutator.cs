using System.Text;

namespace Freeze.Fuzz.Mutation;

/// <summary>Changes fields of a tar archive's headers and makes their checksums right again.</summary>
internal static class TarMutator
{
    private const int Block = 512, Checksum = 148;

    // Name, mode, size, time, type, link, magic, prefix.
    private static readonly (int At, int Length)[] s_fields = [(0, 100), (100, 8), (124, 12), (124, 12), (136, 12), (156, 1), (157, 100), (257, 8),
        (345, 155)];

    private static readonly string[] s_names = ["../../up.png", "/etc/passwd.png", "a/b/../../../c.png", "\u0000.png", "x.png", ".png", "cats/",
        "cats/./1.png", "cats\\1.png", new('a', 99)];

    public static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = seed.ToArray();
        for (var i = 1 + random.Next(3); i > 0; i--)
        {
            var header = random.Next(bytes.Length / Block) * Block;
            var (at, length) = random.Of(s_fields);
            var value = at switch
            {
                0 or 157 or 345 => Encoding.UTF8.GetBytes(random.Of(s_names)),
                156 => [(byte)"01234567gxKLVS\0"[random.Next(15)]],
                _ when random.Chance(4) => [0x80, .. BitConverter.GetBytes(Interesting.Whole(random))],
                _ => Encoding.ASCII.GetBytes(Convert.ToString(Interesting.Whole(random) & int.MaxValue, 8)),
            };
            bytes.AsSpan(header + at, length).Clear();
            value.AsSpan(0, Math.Min(value.Length, length)).CopyTo(bytes.AsSpan(header + at));
            SealHeader(bytes.AsSpan(header, Block));
        }

        return random.Chance(8) ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>Makes the checksums of an archive's headers right, as far as the sizes in them lead.</summary>
    public static void Seal(byte[] archive)
    {
        for (var at = 0L; at + Block <= archive.Length;)
        {
            var header = archive.AsSpan((int)at, Block);
            SealHeader(header);
            var size = 0L;
            foreach (var digit in header.Slice(124, 11))
            {
                if (digit is < (byte)'0' or > (byte)'7') break;
                size = (size * 8) + (digit - '0');
            }

            at += Block + ((size + Block - 1) / Block * Block);
        }
    }

    private static void SealHeader(Span<byte> header)
    {
        if (!header.ContainsAnyExcept((byte)0)) return;
        header.Slice(Checksum, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header) sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[Checksum..]);
    }
}
