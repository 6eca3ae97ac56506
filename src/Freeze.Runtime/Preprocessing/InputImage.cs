using System.Buffers;

namespace Freeze.Preprocessing;

/// <summary>
/// Makes the network's image of a picture: grey where the network has one channel, then brought to the network's size. Every way to hand
/// in pixels comes through here. Bytes stay bytes and red stays first: what is subtracted, and which channel is first, matters when they
/// enter the network.
/// </summary>
internal static class InputImage
{
    /// <summary>Channels that a picture has: the network's, or three where a network of one channel is shown colours.</summary>
    /// <exception cref="FreezeException">Size and length contradict each other.</exception>
    public static int Channels(int length, int width, int height, ImageInput input)
    {
        if (input.Channels == 1 && width > 0 && height > 0 && length == 3L * width * height) return 3;
        Images.CheckSize(length, width, height, input.Channels);
        return input.Channels;
    }

    /// <summary>Makes the image.</summary>
    /// <param name="picture">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="image">Receives [input.Height][input.Width][input.Channels].</param>
    public static void Make(ReadOnlySpan<byte> picture, int width, int height, ImageInput input, Span<byte> image)
    {
        if (Channels(picture.Length, width, height, input) == input.Channels) Fit(picture, width, height, input, image);
        else
        {
            var grey = ArrayPool<byte>.Shared.Rent(width * height);
            try
            {
                Grey.FromRgb(picture, grey.AsSpan(0, width * height));
                Fit(grey.AsSpan(0, width * height), width, height, input, image);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(grey);
            }
        }
    }

    private static void Fit(ReadOnlySpan<byte> picture, int width, int height, ImageInput input, Span<byte> image)
    {
        if (input.ShorterSide == 0)
        {
            if (width == input.Width && height == input.Height) picture.CopyTo(image);
            else Resize.Bilinear(picture, width, height, image, input.Width, input.Height, input.Channels);
            return;
        }

        var crop = ShorterSideCrop.Of(width, height, input);
        var (columns, rows) = ((int)Math.Min(crop.Width, input.Width), (int)Math.Min(crop.Height, input.Height));
        var (left, top) = (Math.Max(crop.Left, 0), Math.Max(crop.Top, 0));
        if (columns == input.Width && rows == input.Height)
        {
            Resize.Cut(picture, width, height, crop.Width, crop.Height, image, left, top, columns, rows, input.Channels);
            return;
        }

        var cut = ArrayPool<byte>.Shared.Rent(columns * rows * input.Channels);
        try
        {
            Resize.Cut(picture, width, height, crop.Width, crop.Height, cut, left, top, columns, rows, input.Channels);
            image.Clear();
            var line = columns * input.Channels;
            var at = (int)(left - crop.Left) * input.Channels;
            for (var y = 0; y < rows; y++)
                cut.AsSpan(y * line, line).CopyTo(image[((y + (int)(top - crop.Top)) * input.Width * input.Channels + at)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cut);
        }
    }
}
