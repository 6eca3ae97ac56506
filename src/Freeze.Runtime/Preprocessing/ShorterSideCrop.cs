namespace Freeze.Preprocessing;

/// <summary>
/// Sizes and offsets of torchvision's <c>Resize(side)</c> followed by <c>CenterCrop((height, width))</c>. Where the resized picture is
/// smaller than what is cut out of it, black surrounds it.
/// </summary>
/// <param name="Width">Width of the resized picture in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Left">Column of the cut's first pixel in the resized picture; negative where black comes first.</param>
/// <param name="Top">Row of the cut's first pixel.</param>
internal readonly record struct ShorterSideCrop(long Width, long Height, long Left, long Top)
{
    public static ShorterSideCrop Of(int width, int height, ImageInput input)
    {
        // int(side * longer / shorter), which cuts off.
        long side = input.ShorterSide;
        var (newWidth, newHeight) = width <= height ? (side, side * height / width) : (side * width / height, side);
        return new(newWidth, newHeight, Offset(newWidth, input.Width), Offset(newHeight, input.Height));
    }

    // Padding goes to both sides, its larger half to the end: (wanted - size) // 2 first. Cropping begins at int(round((size - wanted) /
    // 2.0)), where Python rounds halves to even.
    private static long Offset(long size, int wanted) => wanted > size ? -((wanted - size) / 2) : (long)Math.Round((size - wanted) / 2.0);
}
