using Freeze.Imaging.Rows;

namespace Freeze.Imaging.Formats;

/// <summary>What the structure of a JPEG file says.</summary>
/// <param name="Width">Pixels a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Orientation">Exif's tag 0x0112.</param>
/// <param name="Components">Components: 1 for grey, 3 for colours, 4 for inks.</param>
/// <param name="Planes">Bytes that the decoder takes: a plane for each component, and its coefficients in a progressive file.</param>
internal sealed record JpegFacts(int Width, int Height, int Orientation, int Components, long Planes)
    : ImageFacts(Width, Height, Orientation)
{
    /// <summary>
    /// Of a file with four components: what they are, by libjpeg's rule. Cyan, magenta, yellow and black without a mark of Adobe or with
    /// its transform 0 (false); with any other transform the first three are YCbCr (true). Either way they are stored inverted: Adobe's
    /// programs write them so, and Pillow takes all files to. Null for every other file.
    /// </summary>
    public bool? IsYcc { get; init; }

    public override int Channels => Components == 1 ? 1 : 3;

    public override long Memory => Planes;

    public override PictureRows Open(ReadOnlyMemory<byte> file, ImageStructure structure) =>
        JpegRows.Open(file, this, structure);
}

/// <summary>What the structure of a BMP file says.</summary>
internal sealed record BmpFacts(int Width, int Height) : ImageFacts(Width, Height, Preprocessing.ExifOrientation.Upright)
{
    public override int Channels => 3;

    public override long Memory => Pixels * 3;

    public override PictureRows Open(ReadOnlyMemory<byte> file, ImageStructure structure) =>
        BmpRows.Open(file, this, structure);
}
