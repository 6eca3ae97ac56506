using System.Buffers.Binary;

namespace Freeze.Imaging.Formats;

/// <summary>Checks that an uncompressed BMP file holds all the rows that its header announces.</summary>
internal static class BmpStructure
{
    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 2 && file[0] == 'B' && file[1] == 'M';

    public static BmpFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        if (file.Length < 26) throw structure.Truncated();
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]);
        long width, height;
        int bits;
        if (headerLength == 12)
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
            height = BinaryPrimitives.ReadUInt16LittleEndian(file[20..]);
            bits = BinaryPrimitives.ReadUInt16LittleEndian(file[24..]);
        }
        else if (headerLength is 40 or 52 or 56 or 108 or 124)
        {
            if (file.Length < 14 + headerLength) throw structure.Truncated();
            width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]);

            // A negative height means rows from the top.
            height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..]));
            bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is not (0 or 3))
                throw structure.Refused("it is compressed, which Freeze does not read in BMP files", "Save it without compression, or as PNG");
        }
        else
        {
            throw structure.Damaged($"its header has {headerLength} bytes, which no BMP has");
        }

        var size = structure.CheckSize(width, height);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32)) throw structure.Damaged($"it has {bits} bits a pixel");
        var pixels = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (pixels < 14 + headerLength) throw structure.Damaged("its pixels begin within its header");
        return pixels + (width * bits + 31) / 32 * 4 * height <= file.Length ? new BmpFacts(size.Width, size.Height) : throw structure.Truncated();
    }
}
