using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Freeze.Fuzz.Mutation;

/// <summary>PNG files chunk by chunk: any header, palettes, pixels of any length behind sound checksums, bombs of zeros.</summary>
internal static class PngMutator
{
    private static readonly byte[][] s_words = [[0, 0, 0, 0], "IHDR"u8.ToArray(), "IDAT"u8.ToArray(), "IEND"u8.ToArray(), "PLTE"u8.ToArray(),
        "tRNS"u8.ToArray()];

    public static byte[] Make(Random random)
    {
        // A bomb is large and sound.
        var bomb = random.Chance(500);
        var (width, height) = bomb ? (random.Next(1, 1 << 14), random.Next(1, 1 << 13)) : (Side(random), Side(random));
        int[] depths = [1, 2, 4, 8, 16, 8, 8, random.Next(256)], colours = [0, 2, 3, 4, 6, random.Next(256)];
        var (depth, colour, interlace) = (bomb ? 1 : random.Of(depths), bomb ? 0 : random.Of(colours), random.Next(random.Chance(16) ? 256 : 2));
        using var stream = new MemoryStream();
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)interlace);
        if (random.Chance(16)) header = header[..random.Next(14)];
        Chunk(stream, "IHDR"u8, header);
        if (colour == 3 || random.Chance(8)) Chunk(stream, "PLTE"u8, Content(random, random.Chance(4) ? random.Next(800) : 3 * random.Next(257)));
        if (random.Chance(4)) Chunk(stream, "tRNS"u8, Content(random, random.Next(random.Chance(4) ? 300 : 7)));
        var samples = colour switch { 4 => 2, 2 => 3, 6 => 4, _ => 1 };
        var length = bomb ? (((int)width + 7) / 8 + 1) * (int)height : Length(random, ((width * samples * depth / 8) + 1) * height);
        var pixels = Deflate(random, length);
        var cut = random.Next(pixels.Length + 1);
        Chunk(stream, "IDAT"u8, pixels[..cut]);
        if (random.Chance(8)) Chunk(stream, "IDAT"u8, []);
        Chunk(stream, "IDAT"u8, pixels[cut..]);
        if (!random.Chance(16)) Chunk(stream, "IEND"u8, []);
        return !bomb && random.Chance(3) ? Bytes.Damage(random, stream.ToArray(), s_words) : stream.ToArray();
    }

    private static long Side(Random random) => random.Chance(6) ? Interesting.Whole(random) & uint.MaxValue : random.Next(1, 20);

    // The right length most of the time; never so long that making the input takes longer than reading it.
    private static int Length(Random random, long right) => (int)Math.Clamp(random.Chance(4) ? right + random.Next(-3, 4) : right, 0,
        random.Chance(200) ? 1 << 24 : 1 << 16);

    private static byte[] Content(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Deflate(Random random, int length)
    {
        using var stream = new MemoryStream();
        using (var deflate = new ZLibStream(stream, length > 1 << 16 || random.Chance(2) ? CompressionLevel.Fastest
            : CompressionLevel.NoCompression, leaveOpen: true))
            deflate.Write(length < 4096 && random.Chance(2) ? [.. Content(random, length).Select(value => (byte)(value % 6))] : new byte[length]);
        return stream.ToArray();
    }

    private static void Chunk(Stream stream, ReadOnlySpan<byte> type, byte[] body)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32([.. type, .. body]));
        stream.Write(number);
    }
}
