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
        var (top, left) = (row.Y * stride.Height - pad.Height, x * stride.Width - pad.Width);
        var (firstY, firstX) = (Math.Max(top, 0), Math.Max(left, 0));
        var height = Math.Min(top + kernel.Height, shape.Height) - firstY;
        var width = Math.Min(left + kernel.Width, shape.Width) - firstX;
        var start = row.Plane(input, shape) + (nint)firstY * shape.RowStride + firstX * Shape.Block;

        // A window that lies wholly in the padding is empty.
        return new Window(start, shape.RowStride, height > 0 && width > 0 ? new Extent(height, width) : default);
    }
}

/// <summary>The pixels of one window, row by row; each has the 16 channels of a block.</summary>
internal unsafe ref struct Window(float* start, int rowStride, Extent size)
{
    private int _y;
    private int _x = -1;

    /// <summary>Rows and columns of the window.</summary>
    public readonly Extent Size => size;

    /// <summary>Pixels in the window.</summary>
    public readonly int Count => size.Height * size.Width;

    /// <summary>The pixel at hand.</summary>
    public readonly ReadOnlySpan<float> Current => new(At(_y, _x), Shape.Block);

    /// <summary>The channels of a pixel in the window.</summary>
    public readonly float* At(int y, int x) => start + (nint)y * rowStride + x * Shape.Block;

    public readonly Window GetEnumerator() => this;

    public bool MoveNext()
    {
        if (++_x < size.Width) return true;
        _x = 0;
        return ++_y < size.Height;
    }
}
