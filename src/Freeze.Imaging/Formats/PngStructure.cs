using System.Buffers.Binary;
using System.Text;
using Freeze.Preprocessing;
using Freeze.Storage;

namespace Freeze.Imaging.Formats;

/// <summary>Walks a PNG file's chunks. Nothing is inflated: that happens as rows are asked for, and never beyond the size of the header.</summary>
internal static class PngStructure
{
    private const int MostColours = 256;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static PngFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        ReadOnlySpan<byte> header = default;
        var (orientation, palette, pixels) = (0, 0..0, 0);
        for (var at = Signature.Length; ;)
        {
            if (at + 12 > file.Length) throw structure.Truncated();
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12) throw structure.Truncated();
            var type = file.Slice(at + 4, 4);
            var body = file.Slice(at + 8, (int)length);
            var isHeader = type.SequenceEqual("IHDR"u8);
            if (header.IsEmpty && !isHeader) throw structure.Damaged("it does not begin with its header");
            if (isHeader)
            {
                if (!header.IsEmpty || body.Length != 13) throw structure.Damaged("its header is not one");
                header = body;
            }
            else if (type.SequenceEqual("PLTE"u8))
            {
                if (!palette.Equals(0..0) || pixels > 0 || body.Length is 0 or > 3 * MostColours || body.Length % 3 != 0)
                    throw structure.Damaged("its palette is not one");
                palette = (at + 8)..(at + 8 + body.Length);
            }
            else if (type.SequenceEqual("IDAT"u8)) pixels = pixels == 0 ? at : pixels;
            else if (type.SequenceEqual("eXIf"u8) && orientation == 0) orientation = ExifTag.ReadOrientation(body);
            else if (type.SequenceEqual("IEND"u8)) break;
            else if ((type[0] & 0x20) == 0)
            {
                // An upper-case letter says that the pixels mean something else without the chunk.
                throw structure.Damaged($"it has a chunk '{HostileText.Printable(Encoding.Latin1.GetString(type))}', which is no part of the format");
            }

            at += 12 + (int)length;
        }

        var (width, height) = structure.CheckSize(BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        int depth = header[8], colour = header[9];
        var samples = Samples(colour);
        var isDepth = colour switch { 0 => depth is 1 or 2 or 4 or 8 or 16, 3 => depth is 1 or 2 or 4 or 8, _ => depth is 8 or 16 };
        if (samples == 0 || !isDepth || header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw structure.Damaged("its header names a format that there is not");
        if (colour == 3 && palette.Equals(0..0)) throw structure.Damaged("it has no palette");
        if (pixels == 0) throw structure.Damaged("it has no pixels");
        return new(width, height, Math.Max(orientation, ExifOrientation.Upright), depth, samples)
        {
            IsPalette = colour == 3, IsInterlaced = header[12] == 1, Palette = palette, FirstPixels = pixels,
        };
    }

    private static int Samples(int colour) => colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, 6 => 4, _ => 0 };
}
