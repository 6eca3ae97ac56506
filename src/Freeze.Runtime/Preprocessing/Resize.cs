using System.Buffers;

namespace Freeze.Preprocessing;

/// <summary>
/// Changes the size of a picture with a triangle filter that widens when it shrinks the picture (bilinear with antialiasing). The bytes
/// are those of Pillow's <c>Image.resize(size, BILINEAR)</c>, which torchvision's <c>Resize</c> calls for images of Pillow: columns
/// first, then rows, with weights of 22 bits and bytes in between.
/// </summary>
public static class Resize
{
    /// <summary>Resizes interleaved bytes; the picture is stretched to the new size.</summary>
    /// <param name="source">Pixels, [height][width][channels].</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="destination">Receives [newHeight][newWidth][channels].</param>
    /// <param name="newWidth">New width in pixels.</param>
    /// <param name="newHeight">New height in pixels.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="FreezeException">The sizes contradict the lengths of the spans.</exception>
    public static void Bilinear(
        ReadOnlySpan<byte> source, int width, int height, Span<byte> destination, int newWidth, int newHeight, int channels = 3)
    {
        Images.CheckSize(source.Length, width, height, channels);
        if (newWidth < 1 || newHeight < 1) throw new FreezeException($"An image of {newWidth}x{newHeight} pixels has no pixels.");
        if (destination.Length < (long)newWidth * newHeight * channels)
            throw new FreezeException($"The destination holds {destination.Length} bytes; {newWidth}x{newHeight}x{channels} are needed.");
        Cut(source, width, height, newWidth, newHeight, destination, 0, 0, newWidth, newHeight, channels);
    }

    /// <summary>Resizes interleaved bytes, and makes only a part of the new picture.</summary>
    /// <param name="source">Pixels, [height][width][channels].</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="newWidth">Width of the whole new picture in pixels.</param>
    /// <param name="newHeight">Height of the whole new picture in pixels.</param>
    /// <param name="destination">Receives [rows][columns][channels].</param>
    /// <param name="left">First column of the part; within the new picture, as all of the part is.</param>
    /// <param name="top">First row of the part.</param>
    /// <param name="columns">Columns of the part.</param>
    /// <param name="rows">Rows of the part.</param>
    /// <param name="channels">Channels.</param>
    internal static void Cut(
        ReadOnlySpan<byte> source, int width, int height, long newWidth, long newHeight,
        Span<byte> destination, long left, long top, int columns, int rows, int channels)
    {
        using var across = new ResizeWeights(width, newWidth, left, columns);
        using var down = new ResizeWeights(height, newHeight, top, rows);
        var first = down.First(0);
        var line = columns * channels;
        var between = ArrayPool<byte>.Shared.Rent(checked((down.End(rows - 1) - first) * line));
        try
        {
            for (var y = first; y < down.End(rows - 1); y++)
                Columns(source.Slice(y * width * channels, width * channels), between.AsSpan((y - first) * line, line), across, channels);
            for (var y = 0; y < rows; y++)
                Rows(between.AsSpan((down.First(y) - first) * line), destination.Slice(y * line, line), down.Of(y));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    private static void Columns(ReadOnlySpan<byte> source, Span<byte> target, ResizeWeights weights, int channels)
    {
        var at = 0;
        for (var x = 0; at < target.Length; x++)
        {
            var taps = weights.Of(x);
            var start = weights.First(x) * channels;
            for (var c = 0; c < channels; c++, at++)
            {
                var sum = ResizeWeights.Half;
                for (int i = 0, from = start + c; i < taps.Length; i++, from += channels) sum += taps[i] * source[from];
                target[at] = ResizeWeights.ToByte(sum);
            }
        }
    }

    private static void Rows(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<int> taps)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var sum = ResizeWeights.Half;
            for (int tap = 0, from = i; tap < taps.Length; tap++, from += target.Length) sum += taps[tap] * source[from];
            target[i] = ResizeWeights.ToByte(sum);
        }
    }
}
