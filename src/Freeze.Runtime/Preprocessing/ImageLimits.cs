namespace Freeze.Preprocessing;

/// <summary>
/// The sizes of pictures that are taken, wherever they enter: files, data sets, raw pixels and calls. A few bytes can claim any size, and a
/// picture of one column may be as long as its bytes are many, so sides and pixels have limits of their own.
/// </summary>
public static class ImageLimits
{
    /// <summary>The longest side in pixels. It bounds the tables that resizing takes, too.</summary>
    public const int MaxSide = 1 << 16;

    /// <summary>The most pixels of a file or a body unless the caller says otherwise: 64 megapixels.</summary>
    public const long MaxPixels = 64L << 20;

    /// <summary>Refuses a size beyond the limits.</summary>
    /// <param name="name">What the error calls the picture.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="maxPixels">The most pixels.</param>
    /// <exception cref="FreezeException">The picture is too large.</exception>
    public static void Check(string name, long width, long height, long maxPixels = MaxPixels)
    {
        if (width > MaxSide || height > MaxSide || width * height > maxPixels)
        {
            throw new FreezeException($"{name}: the image has {width} x {height} pixels, more than the limit of {maxPixels} pixels "
                + $"or {MaxSide} a side. Scale it down.");
        }
    }
}
