using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Freeze.Imaging.Tests;

/// <summary>Writes PNG files of raw rows, filter types included, whatever the header says of them.</summary>
internal static class RawPng
{
    /// <summary>Writes a file.</summary>
    /// <param name="width">Width that the header states.</param>
    /// <param name="height">Height that the header states.</param>
    /// <param name="raw">Rows, each with its filter's type.</param>
    /// <param name="bits">Bits a sample.</param>
    /// <param name="colour">The format's number of the kind of pixels.</param>
    /// <param name="interlace">1 for Adam7.</param>
    /// <param name="chunk">Bytes of pixels in a chunk.</param>
    /// <param name="others">Chunks behind the header.</param>
    public static byte[] Write(
        int width, int height, byte[] raw, byte bits = 8, byte colour = 2, byte interlace = 0, int chunk = int.MaxValue,
        params (string Type, byte[] Body)[] others)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (bits, colour, interlace);
        Chunk("IHDR"u8, header);
        foreach (var (type, body) in others) Chunk(System.Text.Encoding.ASCII.GetBytes(type), body);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(raw);
        foreach (var part in compressed.ToArray().Chunk(chunk)) Chunk("IDAT"u8, part);
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] body)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
            file.Write(number);
            file.Write(type);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32([.. type, .. body]));
            file.Write(number);
        }
    }

    /// <summary>Bytes of all rows with their filters' types.</summary>
    public static int RawLength(int width, int height, int bits, int colour, bool isInterlaced)
    {
        var samples = colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };
        if (!isInterlaced) return height * (1 + (width * samples * bits + 7) / 8);
        (int X, int Y, int StepX, int StepY)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        return passes.Sum(pass =>
        {
            var (columns, rows) = ((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY);
            return columns > 0 && rows > 0 ? RawLength(columns, rows, bits, colour, isInterlaced: false) : 0;
        });
    }

    /// <summary>Raw rows of random bytes, each with a filter that there is: they mean some picture or other.</summary>
    public static byte[] RandomRows(Random random, int width, int height, int bits, int colour, bool isInterlaced)
    {
        var raw = new byte[RawLength(width, height, bits, colour, isInterlaced)];
        random.NextBytes(raw);
        (int X, int Y, int StepX, int StepY)[] passes =
            isInterlaced ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] : [(0, 0, 1, 1)];
        var at = 0;
        foreach (var (x, y, stepX, stepY) in passes)
        {
            var columns = (width - x + stepX - 1) / stepX;
            for (var row = y; columns > 0 && row < height; row += stepY)
            {
                raw[at] = (byte)random.Next(5);
                at += RawLength(columns, 1, bits, colour, isInterlaced: false);
            }
        }

        return raw;
    }
}
