using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// The windows that pooling slides over a tensor, one for each output pixel. A window is clamped to the image, so that padding takes no part in it.
/// </summary>
internal readonly unsafe ref struct Windows(int input, Shape shape, Extent kernel, Extent stride, Extent pad)
{
    /// <summary>The window under one pixel of an output row.</summary>
    public Window At(Row row, int x)
    {
        var (top, bottom) = Inside(row.Y, stride.Height, pad.Height, kernel.Height, shape.Height);
        var (left, right) = Inside(x, stride.Width, pad.Width, kernel.Width, shape.Width);
        var start = row.Plane(input, shape) + (nint)top * shape.RowStride + left * Shape.Block;

        // A window that lies wholly in the padding is empty.
        return new Window(start, shape.RowStride, bottom > top && right > left ? new Extent(bottom - top, right - left) : default);
    }

    /// <summary>
    /// First pixel under a window along one axis, and the one after the last, which is not beyond the first where the window lies wholly in the padding.
    /// </summary>
    public static (int First, int End) Inside(int at, int stride, int pad, int kernel, int size)
    {
        var first = at * stride - pad;
        return (Math.Max(first, 0), Math.Min(first + kernel, size));
    }
}

/// <summary>The pixels of one window, row by row; each has the 16 channels of a block.</summary>
internal unsafe ref struct Window(float* start, int rowStride, Extent size)
{
    private int _y;
    private int _x = -1;

    /// <summary>Pixels in the window.</summary>
    public readonly int Count => size.Height * size.Width;

    /// <summary>The pixel at hand.</summary>
    public readonly ReadOnlySpan<float> Current => new(start + (nint)_y * rowStride + _x * Shape.Block, Shape.Block);

    public readonly Window GetEnumerator() => this;

    public bool MoveNext()
    {
        if (++_x < size.Width) return true;
        _x = 0;
        return ++_y < size.Height;
    }
}
