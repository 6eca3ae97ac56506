namespace Freeze.Imaging.Formats;

/// <summary>
/// What the four components of a JPEG file are, by libjpeg's rule: cyan, magenta, yellow and black without a mark of Adobe or with its
/// transform 0; with any other transform the first three are YCbCr. Either way they are stored inverted: Adobe's
/// programs write them so, and Pillow takes all files to.
/// </summary>
/// <param name="FirstScan">Where the first scan's marker stands in the file.</param>
/// <param name="IsYcc">Whether the first three components are YCbCr.</param>
internal readonly record struct JpegInk(int FirstScan, bool IsYcc)
{
    private const byte Cmyk = 0, Ycck = 2;

    /// <summary>
    /// The file with a mark of Adobe that states what the components are. The decoder takes those of a file without one for YCbCr and a
    /// channel that does not matter, and its colours would be wrong without a word. Of several marks the last before the pixels counts.
    /// </summary>
    public byte[] Mark(ReadOnlySpan<byte> file) =>
        [.. file[..FirstScan], 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, IsYcc ? Ycck : Cmyk, .. file[FirstScan..]];
}
