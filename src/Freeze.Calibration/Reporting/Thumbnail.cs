using Freeze.Preprocessing;
using StbImageWriteSharp;

namespace Freeze.Calibration.Reporting;

/// <summary>An image as a data URI.</summary>
internal static class Thumbnail
{
    private const int Side = 64;

    /// <summary>A PNG of at most 64 pixels a side; smaller images keep their size.</summary>
    /// <param name="images">The images.</param>
    /// <param name="index">Index of the image.</param>
    /// <param name="input">Their size.</param>
    public static string Of(IImageSet images, int index, ImageInput input)
    {
        var pixels = new byte[input.Values];
        images.Read(index, pixels);
        var (width, height) = (input.Width, input.Height);
        var longer = Math.Max(width, height);
        if (longer > Side)
        {
            var (smallWidth, smallHeight) = (Math.Max(1, width * Side / longer), Math.Max(1, height * Side / longer));
            var small = new byte[smallWidth * smallHeight * input.Channels];
            Resize.Bilinear(pixels, width, height, small, smallWidth, smallHeight, input.Channels);
            (pixels, width, height) = (small, smallWidth, smallHeight);
        }

        using var stream = new MemoryStream();
        new ImageWriter().WritePng(pixels, width, height, Components(input.Channels), stream);
        return "data:image/png;base64," + Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Whether images of so many channels can be shown.</summary>
    public static bool CanShow(int channels) => channels is 1 or 3;

    private static ColorComponents Components(int channels) => channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue;
}
