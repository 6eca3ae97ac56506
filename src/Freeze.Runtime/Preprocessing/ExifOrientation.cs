namespace Freeze.Preprocessing;

/// <summary>Turns a picture upright whose Exif data say how the camera was held: tag 0x0112, values 1 to 8.</summary>
public static class ExifOrientation
{
    /// <summary>The value of a picture that is upright as it is stored.</summary>
    public const int Upright = 1;

    /// <summary>Whether turning exchanges width and height.</summary>
    /// <param name="orientation">The tag's value.</param>
    public static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Turns a picture.</summary>
    /// <param name="pixels">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width in pixels as stored.</param>
    /// <param name="height">Height in pixels as stored.</param>
    /// <param name="orientation">The tag's value; what is not 2 to 8 means upright.</param>
    /// <param name="channels">Channels.</param>
    /// <returns>
    /// The upright picture: [width][height][channels] where sides are exchanged; the array itself where there is nothing to turn.
    /// </returns>
    /// <exception cref="FreezeException">The size contradicts the length.</exception>
    public static byte[] Turn(byte[] pixels, int width, int height, int orientation, int channels = 3)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Images.CheckSize(pixels.Length, width, height, channels);
        if (orientation is not (>= 2 and <= 8)) return pixels;
        var (columns, rows) = SwapsSides(orientation) ? (height, width) : (width, height);
        var (turned, line) = (new byte[pixels.Length], columns * channels);
        for (var y = 0; y < rows; y++) TurnRow(pixels, width, height, orientation, y, turned.AsSpan(y * line, line), channels);
        return turned;
    }

    /// <summary>Makes one row of the upright picture.</summary>
    /// <param name="pixels">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width in pixels as stored.</param>
    /// <param name="height">Height in pixels as stored.</param>
    /// <param name="orientation">The tag's value; what is not 2 to 8 means upright.</param>
    /// <param name="row">The row.</param>
    /// <param name="target">Receives its pixels; it is as long as an upright row.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="FreezeException">The size contradicts the length.</exception>
    public static void TurnRow(
        ReadOnlySpan<byte> pixels, int width, int height, int orientation, int row, Span<byte> target, int channels = 3)
    {
        Images.CheckSize(pixels.Length, width, height, channels);

        // The first pixel of the upright picture, and the steps to its right and lower neighbours.
        var (right, down) = (channels, width * channels);
        var (lastColumn, lastRow) = ((width - 1) * channels, (height - 1) * width * channels);
        var (start, across, below) = orientation switch
        {
            2 => (lastColumn, -right, down),
            3 => (lastColumn + lastRow, -right, -down),
            4 => (lastRow, right, -down),
            5 => (0, down, right),
            6 => (lastRow, -down, right),
            7 => (lastColumn + lastRow, -down, -right),
            8 => (lastColumn, down, -right),
            _ => (0, right, down),
        };
        var from = start + row * below;
        for (var at = 0; at < target.Length; from += across)
        for (var c = 0; c < channels; c++)
            target[at++] = pixels[from + c];
    }
}
