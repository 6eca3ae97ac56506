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
        Images.CheckSides(width, height);
        if (input.Channels == 1 && length == 3L * width * height) return 3;
        Images.CheckSize(length, width, height, input.Channels);
        return input.Channels;
    }

    /// <summary>Makes the image.</summary>
    /// <param name="picture">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="image">Receives [input.Height][input.Width][input.Channels].</param>
    public static void Make(ReadOnlySpan<byte> picture, int width, int height, ImageInput input, Span<byte> image) =>
        Make(new SpanRows(picture, width, height, Channels(picture.Length, width, height, input)), input, image);

    /// <summary>Makes the image of a picture that comes row by row; no more than a few rows are held.</summary>
    /// <param name="rows">The picture, with the network's channels, or grey or coloured where that has three or one.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="image">Receives [input.Height][input.Width][input.Channels].</param>
    public static void Make<T>(T rows, ImageInput input, Span<byte> image)
        where T : IImageRows, allows ref struct
    {
        image = image[..input.Values];
        if (rows.Channels == input.Channels) Fit(rows, input, image);
        else if (input.Channels == 1)
        {
            var line = ArrayPool<byte>.Shared.Rent(rows.Width);
            try
            {
                Fit(new GreyRows<T>(rows, line.AsSpan(0, rows.Width)), input, image);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(line);
            }
        }
        else
        {
            // Each channel by itself would become the same: it is made once, at the image's end, and spread from the beginning.
            var grey = image[^(image.Length / 3)..];
            Fit(rows, input, grey);
            for (int i = 0, at = 0; i < grey.Length; i++, at += 3) image.Slice(at, 3).Fill(grey[i]);
        }
    }

    private static void Fit<T>(T rows, ImageInput input, Span<byte> image)
        where T : IImageRows, allows ref struct
    {
        var channels = rows.Channels;
        var width = input.Width * channels;
        if (input.ShorterSide == 0)
        {
            if (rows.Width != input.Width || rows.Height != input.Height)
                Resize.Cut(rows, input.Width, input.Height, image, 0, 0, input.Width, input.Height);
            else
                for (var y = 0; y < input.Height; y++) rows.NextRow().CopyTo(image[(y * width)..]);
            return;
        }

        var crop = ShorterSideCrop.Of(rows.Width, rows.Height, input);
        var (columns, height) = ((int)Math.Min(crop.Width, input.Width), (int)Math.Min(crop.Height, input.Height));
        var (left, top) = (Math.Max(crop.Left, 0), Math.Max(crop.Top, 0));
        if (columns == input.Width && height == input.Height)
        {
            Resize.Cut(rows, crop.Width, crop.Height, image, left, top, columns, height);
            return;
        }

        var line = columns * channels;
        var cut = ArrayPool<byte>.Shared.Rent(height * line);
        try
        {
            Resize.Cut(rows, crop.Width, crop.Height, cut, left, top, columns, height);
            image.Clear();
            var at = (int)(left - crop.Left) * channels;
            for (var y = 0; y < height; y++)
                cut.AsSpan(y * line, line).CopyTo(image[((y + (int)(top - crop.Top)) * width + at)..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cut);
        }
    }
}
