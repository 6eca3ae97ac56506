using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>What a file's structure says of its image.</summary>
/// <param name="Width">Pixels a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Orientation">Exif's tag 0x0112, 1 to 8; 1 where there is none.</param>
internal readonly record struct ImageFacts(int Width, int Height, int Orientation = ExifOrientation.Upright)
{
    /// <summary>Of a JPEG file with four components: what they are. Null for every other file.</summary>
    public JpegInk? Ink { get; init; }
}
