using System.Buffers.Binary;
using System.IO.Compression;
using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>
/// Walks a PNG file's chunks and inflates its pixels once, counting: a few kilobytes can hold gigabytes of zeros, and the decoder would store them all.
/// </summary>
internal static class PngStructure
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static ImageFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        ReadOnlySpan<byte> header = default;
        var orientation = 0;
        using var pixels = new MemoryStream();
        for (var at = Signature.Length; ;)
        {
            if (at + 12 > file.Length) throw structure.Truncated();
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12) throw structure.Truncated();
            var type = file.Slice(at + 4, 4);
            var body = file.Slice(at + 8, (int)length);
            at += 12 + (int)length;
            if (header.IsEmpty && !type.SequenceEqual("IHDR"u8)) throw structure.Damaged("it does not begin with its header");
            if (type.SequenceEqual("IHDR"u8))
            {
                if (!header.IsEmpty || body.Length != 13) throw structure.Damaged("its header is not one");
                header = body;
            }
            else if (type.SequenceEqual("IDAT"u8)) pixels.Write(body);
            else if (type.SequenceEqual("eXIf"u8) && orientation == 0) orientation = ExifTag.ReadOrientation(body);
            else if (type.SequenceEqual("IEND"u8)) break;
        }

        var size = structure.CheckSize(BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        var raw = RawLength(size.Width, size.Height, header, structure);
        // The decoder holds the inflated bytes beside the samples, then the samples beside RGB, then RGB twice.
        var area = (long)size.Width * size.Height;
        structure.CheckMemory(raw + (area * (Samples(header[9]) * Math.Max(1, header[8] / 8) + 6)));
        pixels.Position = 0;
        CheckPixels(pixels, raw, structure);
        return new(size.Width, size.Height, Math.Max(orientation, ExifOrientation.Upright));
    }

    private static int Samples(int colour) => colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, 6 => 4, _ => 0 };

    private static void CheckPixels(MemoryStream pixels, long expected, ImageStructure structure)
    {
        var count = 0L;
        try
        {
            using var inflated = new ZLibStream(pixels, CompressionMode.Decompress);
            var buffer = new byte[1 << 15];
            for (int read; count <= expected && (read = inflated.Read(buffer)) > 0;) count += read;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw structure.Damaged($"its pixels cannot be inflated ({e.Message})", e);
        }

        if (count != expected) throw structure.Damaged($"it holds {(count < expected ? "less" : "more")} than its {expected} bytes of pixels");
    }

    private static long RawLength(int width, int height, ReadOnlySpan<byte> header, ImageStructure structure)
    {
        int depth = header[8], colour = header[9], interlace = header[12];
        var samples = Samples(colour);
        if (samples == 0 || depth is not (1 or 2 or 4 or 8 or 16) || interlace > 1) throw structure.Damaged("its header names a format that there is not");
        if (interlace == 0) return Rows(width, height);

        // Adam7: seven passes, each a small image of its own.
        ReadOnlySpan<(int X, int Y, int StepX, int StepY)> passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var total = 0L;
        foreach (var (x, y, stepX, stepY) in passes)
            total += Rows((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
        return total;

        // A byte of filter type, then the samples.
        long Rows(int columns, int rows) => columns <= 0 || rows <= 0 ? 0 : rows * (1 + ((long)columns * samples * depth + 7) / 8);
    }
}
