using System.Buffers.Binary;
using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>
/// Reads the orientation from Exif data: a TIFF header and a table of tags. Data that are damaged say nothing, and the image is upright:
/// viewers show it so, and its pixels are sound.
/// </summary>
internal static class ExifTag
{
    private const int Orientation = 0x0112, EntryLength = 12;

    /// <summary>The tag's value, 1 to 8; 1 where there is none that can be read.</summary>
    /// <param name="exif">The data from the TIFF header on.</param>
    public static int ReadOrientation(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 8) return ExifOrientation.Upright;
        var isLittle = exif[0] == 'I' && exif[1] == 'I';
        if (!isLittle && !(exif[0] == 'M' && exif[1] == 'M')) return ExifOrientation.Upright;
        if (Short(exif[2..], isLittle) != 42) return ExifOrientation.Upright;
        var table = Long(exif[4..], isLittle);
        if (table > exif.Length - 2) return ExifOrientation.Upright;
        var entries = exif[(int)table..];
        int count = Short(entries, isLittle);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntryLength; i++, entries = entries[EntryLength..])
        {
            if (Short(entries, isLittle) != Orientation) continue;
            return Value(entries, isLittle) is var value and >= 1 and <= 8 ? (int)value : ExifOrientation.Upright;
        }

        return ExifOrientation.Upright;
    }

    // The standard says SHORT; some programs write a byte or a LONG.
    private static uint Value(ReadOnlySpan<byte> entry, bool isLittle) => (Short(entry[2..], isLittle), Long(entry[4..], isLittle)) switch
    {
        (1, 1) => entry[8],
        (3, 1) => Short(entry[8..], isLittle),
        (4, 1) => Long(entry[8..], isLittle),
        _ => 0,
    };

    private static ushort Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
