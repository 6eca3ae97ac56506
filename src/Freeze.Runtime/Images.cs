using System.Buffers;
using System.Numerics.Tensors;
using Freeze.Preprocessing;

namespace Freeze;

/// <summary>Checks of sizes that callers hand in; each error says what was expected.</summary>
internal static class Images
{
    public static void CheckLength(int length, int count, ImageInput input, string unit)
    {
        if (count < 1) throw new FreezeException("There are no images: the batch is empty.");
        if (length != (long)count * input.Values)
            throw new FreezeException(
                $"{count} image(s) of {input.Channels}x{input.Height}x{input.Width} take {(long)count * input.Values} {unit}, but {length} were given.");
    }

    public static void CheckOutputs(int length, int count, int classes)
    {
        if (length != (long)count * classes)
            throw new FreezeException($"The outputs of {count} image(s) with {classes} classes take {(long)count * classes} values, but there is room for {length}.");
    }

    public static void CheckRanking(int classes, int counts, int images)
    {
        if (counts != images)
            throw new FreezeException($"There is room for the numbers of classes of {counts} image(s), but {images} were given.");
        if (images > 0 && (classes < images || classes % images != 0))
            throw new FreezeException(
                $"There is room for {classes} ranked classes of {images} image(s); "
                + "each needs room for as many as every other, and for 1 at least.");
    }

    public static void CheckSize(int length, int width, int height, int channels)
    {
        CheckSides(width, height);
        if (length != (long)width * height * channels)
            throw new FreezeException($"An image of {width}x{height} pixels with {channels} channels takes {(long)width * height * channels} bytes, but {length} were given.");
    }

    /// <summary>Refuses a picture without pixels, or with a side that no picture has.</summary>
    public static void CheckSides(int width, int height)
    {
        if (width < 1 || height < 1) throw new FreezeException($"An image of {width}x{height} pixels has no pixels.");
        if (width > ImageLimits.MaxSide || height > ImageLimits.MaxSide)
            throw new FreezeException($"An image of {width}x{height} pixels is longer than {ImageLimits.MaxSide} a side. Scale it down.");
    }

    /// <summary>The network's image of a picture: the picture itself, or one in an array that <see cref="Return"/> takes back.</summary>
    public static ReadOnlySpan<byte> AtSize(ReadOnlySpan<byte> rgb, int width, int height, ImageInput input, out byte[]? rented)
    {
        rented = null;
        var channels = InputImage.Channels(rgb.Length, width, height, input);
        if (input.ShorterSide == 0 && channels == input.Channels && width == input.Width && height == input.Height) return rgb;
        rented = ArrayPool<byte>.Shared.Rent(input.Values);
        InputImage.Make(rgb, width, height, input, rented);
        return rented.AsSpan(0, input.Values);
    }

    /// <summary>
    /// Images of the network's size with its channels: the images themselves, or, where a network of one channel is shown colours, grey
    /// ones in an array that <see cref="Return"/> takes back.
    /// </summary>
    public static ReadOnlySpan<byte> Own(ReadOnlySpan<byte> images, int count, ImageInput input, out byte[]? rented)
    {
        rented = null;
        if (input.Channels == 1 && count > 0 && images.Length == 3L * count * input.Values)
        {
            rented = ArrayPool<byte>.Shared.Rent(count * input.Values);
            var grey = rented.AsSpan(0, count * input.Values);
            Grey.FromRgb(images, grey);
            return grey;
        }

        CheckLength(images.Length, count, input, "bytes");
        return images;
    }

    /// <summary>Gives an array of <see cref="AtSize"/> or <see cref="Own"/> back; nothing happens where there is none.</summary>
    public static void Return(byte[]? rented)
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Refuses values that are not finite: one would spread through the whole image and come out as a confident answer.</summary>
    public static void CheckFinite(ReadOnlySpan<float> tensors, ImageInput input, int firstImage)
    {
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(tensors))) return;
        for (var i = 0; i < tensors.Length; i++)
        {
            if (float.IsFinite(tensors[i])) continue;
            var (image, at) = Math.DivRem(i, input.Values);
            var (channel, pixel) = Math.DivRem(at, input.Height * input.Width);
            throw new FreezeException(
                $"The input has {tensors[i]} at image {firstImage + image}, channel {channel}, row {pixel / input.Width}, column {pixel % input.Width}. "
                + "Every value must be finite.");
        }

        throw new FreezeException("The input's values are too large: their sum overflows. Normalise them as the network expects.");
    }
}
