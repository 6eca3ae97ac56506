using Freeze.Imaging.Rows;

namespace Freeze.Imaging.Formats;

/// <summary>What the structure of a PNG file says.</summary>
/// <param name="Width">Pixels a row, as stored.</param>
/// <param name="Height">Rows, as stored.</param>
/// <param name="Orientation">Exif's tag 0x0112.</param>
/// <param name="Depth">Bits a sample.</param>
/// <param name="Samples">Samples a pixel, alpha among them.</param>
internal sealed record PngFacts(int Width, int Height, int Orientation, int Depth, int Samples) : ImageFacts(Width, Height, Orientation)
{
    /// <summary>Adam7's passes: a first pixel and steps to the next ones.</summary>
    public static ReadOnlySpan<(int X, int Y, int StepX, int StepY)> Passes => s_passes;

    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Whether samples are indices of <see cref="Palette"/>.</summary>
    public bool IsPalette { get; init; }

    /// <summary>Whether the picture comes in Adam7's passes.</summary>
    public bool IsInterlaced { get; init; }

    /// <summary>Where the palette stands in the file: three bytes a colour.</summary>
    public Range Palette { get; init; } = 0..0;

    /// <summary>Where the first chunk of pixels begins.</summary>
    public int FirstPixels { get; init; }

    /// <summary>Whole bytes from a sample to that of the next pixel; 1 where pixels are smaller.</summary>
    public int PixelBytes => Math.Max(1, Samples * Depth / 8);

    public override int Channels => Samples < 3 && !IsPalette ? 1 : 3;

    // An interlaced picture is held as a whole; of any other two rows are.
    public override long Memory => IsInterlaced ? Pixels * Channels : 0;

    /// <summary>Bytes of all rows, inflated, each with its filter's type.</summary>
    public long RawLength
    {
        get
        {
            if (!IsInterlaced) return Height * (1L + RowBytes(Width));
            var total = 0L;
            foreach (var (x, y, stepX, stepY) in Passes)
            {
                var (columns, rows) = ((Width - x + stepX - 1) / stepX, (Height - y + stepY - 1) / stepY);
                if (columns > 0 && rows > 0) total += rows * (1L + RowBytes(columns));
            }

            return total;
        }
    }

    /// <summary>Bytes of a row, without its filter's type.</summary>
    public int RowBytes(int columns) => (columns * Samples * Depth + 7) / 8;

    public override PictureRows Open(ReadOnlyMemory<byte> file, ImageStructure structure) => PngRows.Open(this, file, structure);
}
