namespace Freeze.Imaging.Tests;

/// <summary>Grey JPEG files of as few bytes as there can be and any number of scans: each visits the whole image, and finds nothing in it.</summary>
internal static class ScanJpeg
{
    /// <summary>Writes a file.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="scans">Scans, that of the means among them.</param>
    /// <param name="isProgressive">Whether scans refine each other; otherwise each holds the whole image.</param>
    /// <param name="marks">Segments behind the first two bytes.</param>
    public static byte[] Write(int width, int height, int scans, bool isProgressive = true, params ReadOnlySpan<byte> marks)
    {
        byte[] units = [0, .. Enumerable.Repeat((byte)1, 64)];

        // A block's mean is one bit, the end of a whole block another; they are all 0.
        var bits = (width + 7) / 8 * ((height + 7) / 8) * (isProgressive ? 1 : 2);
        byte[] means = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, (byte)(isProgressive ? 0 : 63), 0, .. new byte[Math.Max(2, (bits + 7) / 8)]];
        byte[] others = isProgressive ? [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0, 0] : means;
        return
        [
            0xFF, 0xD8, .. marks,
            .. FlatJpeg.Segment(0xDB, units),
            .. FlatJpeg.Segment((byte)(isProgressive ? 0xC2 : 0xC0),
                8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0),
            .. Table(0), .. Table(0x10), .. means,
            .. Enumerable.Repeat(others, scans - 1).SelectMany(scan => scan),
            0xFF, 0xD9,
        ];
    }

    /// <summary>A table with one code of one bit: no difference, or the end of a block.</summary>
    public static byte[] Table(byte number) => FlatJpeg.Segment(0xC4, [number, 1, .. new byte[15], 0]);
}
