using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Freeze.Imaging.Tests;

namespace Freeze.Fuzz.Seeds;

/// <summary>Small files of large images: one bit a pixel, a single row, and a progressive JPEG of many scans.</summary>
internal static class HostileImageSeeds
{
    public static byte[][] All { get; } = [Grey(2048, 2048), Grey(65535, 1), Grey(1, 65535), Scans(512, 40)];

    // Zeros of one bit a pixel, deflated.
    private static byte[] Grey(int width, int height)
    {
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(new byte[((width + 7) / 8 + 1) * height]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        return [.. signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, pixels.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] body)
    {
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.HashToUInt32([.. type, .. body]));
        return [.. length, .. type, .. body, .. sum];
    }

    // Grey; a scan for the means, then scans that each say "nothing" for all blocks in as few bits as there are.
    private static byte[] Scans(int side, int count)
    {
        byte[] size = [(byte)(side >> 8), (byte)side];
        var nothing = new byte[side / 8 * (side / 8) / 8];
        byte[] scan = [.. FlatJpeg.Segment(0xDA, [1, 1, 0x00, 1, 5, 0x00]), .. nothing];
        var units = new byte[64];
        Array.Fill(units, (byte)1);
        return
        [
            0xFF, 0xD8,
            .. FlatJpeg.Segment(0xDB, [0, .. units]),
            .. FlatJpeg.Segment(0xC2, [8, .. size, .. size, 1, 1, 0x11, 0]),
            .. FlatJpeg.Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
            .. FlatJpeg.Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
            .. FlatJpeg.Segment(0xDA, [1, 1, 0x00, 0, 0, 0x00]), .. nothing,
            .. Enumerable.Repeat(scan, count).SelectMany(bytes => bytes),
            0xFF, 0xD9,
        ];
    }
}
