using Freeze.Imaging.Rows;

namespace Freeze.Imaging.Formats;

/// <summary>What a file's structure says of its image.</summary>
/// <param name="Width">Pixels a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Orientation">Exif's tag 0x0112, 1 to 8; 1 where there is none.</param>
internal abstract record ImageFacts(int Width, int Height, int Orientation)
{
    /// <summary>Bytes a pixel of the rows: 1 for grey, 3 for colours.</summary>
    public abstract int Channels { get; }

    /// <summary>Bytes that the decoder holds at once while it hands over rows.</summary>
    public abstract long Memory { get; }

    /// <summary>Pixels as stored.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Begins to decode.</summary>
    /// <param name="file">The file.</param>
    /// <param name="structure">The wording of errors.</param>
    public abstract PictureRows Open(ReadOnlyMemory<byte> file, ImageStructure structure);
}
