using System.Buffers;

namespace Freeze.Preprocessing;

/// <summary>
/// Changes the size of a picture with a triangle filter that widens when it shrinks the picture (bilinear with antialiasing). The bytes
/// are those of Pillow's <c>Image.resize(size, BILINEAR)</c>, which torchvision's <c>Resize</c> calls for images of Pillow: columns
/// first, then rows, with weights of 22 bits and bytes in between. Beside the pictures it takes a dozen rows of the new one, whatever the
/// sizes, and time in proportion to both.
/// </summary>
public static class Resize
{
    // New rows that one row of a picture which shrinks belongs to at most, and rows of bytes that take as much as their sums.
    private const int Overlap = 3, MostRows = (Overlap - 1) * sizeof(int);

    /// <summary>Resizes interleaved bytes; the picture is stretched to the new size.</summary>
    /// <param name="source">Pixels, [height][width][channels].</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="destination">Receives [newHeight][newWidth][channels].</param>
    /// <param name="newWidth">New width in pixels.</param>
    /// <param name="newHeight">New height in pixels.</param>
    /// <param name="channels">Channels.</param>
    /// <exception cref="FreezeException">
    /// The sizes contradict the lengths of the spans, or a side is longer than <see cref="ImageLimits.MaxSide"/>.
    /// </exception>
    public static void Bilinear(
        ReadOnlySpan<byte> source, int width, int height, Span<byte> destination, int newWidth, int newHeight, int channels = 3)
    {
        Images.CheckSize(source.Length, width, height, channels);
        if (newWidth < 1 || newHeight < 1) throw new FreezeException($"An image of {newWidth}x{newHeight} pixels has no pixels.");
        if (destination.Length < (long)newWidth * newHeight * channels)
            throw new FreezeException($"The destination holds {destination.Length} bytes; {newWidth}x{newHeight}x{channels} are needed.");
        if (newWidth > ImageLimits.MaxSide || newHeight > ImageLimits.MaxSide)
            throw new FreezeException($"An image of {newWidth}x{newHeight} pixels is longer than {ImageLimits.MaxSide} a side.");
        Cut(new SpanRows(source, width, height, channels), newWidth, newHeight, destination, 0, 0, newWidth, newHeight);
    }

    /// <summary>Resizes a picture, and makes only a part of the new one.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="newWidth">Width of the whole new picture in pixels.</param>
    /// <param name="newHeight">Height of the whole new picture in pixels.</param>
    /// <param name="destination">Receives [rows][columns][channels].</param>
    /// <param name="left">First column of the part; within the new picture, as all of the part is.</param>
    /// <param name="top">First row of the part.</param>
    /// <param name="columns">Columns of the part.</param>
    /// <param name="rows">Rows of the part.</param>
    internal static void Cut<T>(
        T source, long newWidth, long newHeight, Span<byte> destination, long left, long top, int columns, int rows)
        where T : IImageRows, allows ref struct
    {
        using var across = new ResizeWeights(source.Width, newWidth, left, columns);
        using var down = new ResizeWeights(source.Height, newHeight, top, rows);
        for (var y = 0; y < down.First(0); y++) source.NextRow();

        // Under a narrow filter a row of bytes is kept for each row of the picture; a wide one adds to the sums of the new rows as rows come.
        if (down.Most <= MostRows) ByRing(source, destination, across, down, columns * source.Channels, rows);
        else BySums(source, destination, across, down, columns * source.Channels, rows);
    }

    private static void ByRing<T>(
        T source, Span<byte> destination, scoped in ResizeWeights across, scoped in ResizeWeights down, int line, int rows)
        where T : IImageRows, allows ref struct
    {
        var (ring, sums) = (ArrayPool<byte>.Shared.Rent(down.Most * line), ArrayPool<int>.Shared.Rent(line));
        try
        {
            var read = down.First(0);
            for (var y = 0; y < rows; y++)
            {
                for (; read < down.End(y); read++)
                    Columns(source.NextRow(), ring.AsSpan(read % down.Most * line, line), across, source.Channels);
                var sum = sums.AsSpan(0, line);
                var taps = down.Of(y);
                sum.Fill(ResizeWeights.Half);
                for (var tap = 0; tap < taps.Length; tap++)
                    Add(ring.AsSpan((down.First(y) + tap) % down.Most * line, line), sum, taps[tap]);
                ToBytes(sum, destination.Slice(y * line, line));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ring);
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static void BySums<T>(
        T source, Span<byte> destination, scoped in ResizeWeights across, scoped in ResizeWeights down, int line, int rows)
        where T : IImageRows, allows ref struct
    {
        var (shrunk, sums) = (ArrayPool<byte>.Shared.Rent(line), ArrayPool<int>.Shared.Rent(Overlap * line));
        try
        {
            sums.AsSpan(0, Overlap * line).Fill(ResizeWeights.Half);
            for (int y = 0, read = down.First(0); y < rows; read++)
            {
                Columns(source.NextRow(), shrunk.AsSpan(0, line), across, source.Channels);
                for (var under = y; under < rows && down.First(under) <= read; under++)
                {
                    var sum = sums.AsSpan(under % Overlap * line, line);
                    Add(shrunk, sum, down.Of(under)[read - down.First(under)]);
                    if (read + 1 < down.End(under)) continue;
                    ToBytes(sum, destination.Slice(under * line, line));
                    sum.Fill(ResizeWeights.Half);
                    y = under + 1;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(shrunk);
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static void Columns(ReadOnlySpan<byte> source, Span<byte> target, scoped in ResizeWeights weights, int channels)
    {
        if (channels == 3)
        {
            for (int x = 0, at = 0; at < target.Length; x++, at += 3)
            {
                var (red, green, blue) = (ResizeWeights.Half, ResizeWeights.Half, ResizeWeights.Half);
                var from = source[(weights.First(x) * 3)..];
                foreach (var tap in weights.Of(x))
                {
                    red += tap * from[0];
                    green += tap * from[1];
                    blue += tap * from[2];
                    from = from[3..];
                }

                target[at] = ResizeWeights.ToByte(red);
                target[at + 1] = ResizeWeights.ToByte(green);
                target[at + 2] = ResizeWeights.ToByte(blue);
            }

            return;
        }

        for (int x = 0, at = 0; at < target.Length; x++)
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

    private static void Add(ReadOnlySpan<byte> row, Span<int> sum, int weight)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += weight * row[i];
    }

    private static void ToBytes(ReadOnlySpan<int> sum, Span<byte> target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = ResizeWeights.ToByte(sum[i]);
    }
}
