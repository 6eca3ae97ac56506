using System.Runtime.Intrinsics;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Averages an activation over a grid of cells: the first step of a probe.</summary>
internal static unsafe class GridPooling
{
    /// <summary>Pools one image.</summary>
    /// <param name="tensor">Activation of one image.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="grid">Cells on a side.</param>
    /// <param name="pooled">Receives the averages in channel, row, column order, [channels * grid * grid].</param>
    public static void Run(float* tensor, Shape shape, int grid, Span<float> pooled)
    {
        Span<float> cell = stackalloc float[Shape.Block];
        for (var block = 0; block < shape.Blocks; block++)
        {
            var plane = tensor + (nint)block * shape.PlaneStride + shape.Origin;
            var channels = Math.Min(Shape.Block, shape.Channels - block * Shape.Block);
            for (var gy = 0; gy < grid; gy++)
            for (var gx = 0; gx < grid; gx++)
            {
                Average(plane, shape, gy, gx, grid, cell);
                for (var c = 0; c < channels; c++) pooled[((block * Shape.Block + c) * grid + gy) * grid + gx] = cell[c];
            }
        }
    }

    private static void Average(float* plane, Shape shape, int gy, int gx, int grid, Span<float> cell)
    {
        // Cells of an uneven grid overlap by a pixel, as in adaptive average pooling.
        var (firstY, endY) = (gy * shape.Height / grid, ((gy + 1) * shape.Height + grid - 1) / grid);
        var (firstX, endX) = (gx * shape.Width / grid, ((gx + 1) * shape.Width + grid - 1) / grid);

        // A block of channels stays in registers: pooling is most of what a look-up takes.
        Vector256<float> low = default, high = default;
        for (var y = firstY; y < endY; y++)
        {
            var pixel = plane + (nint)y * shape.RowStride + firstX * Shape.Block;
            for (var x = firstX; x < endX; x++, pixel += Shape.Block)
            {
                low += Vector256.Load(pixel);
                high += Vector256.Load(pixel + Vector256<float>.Count);
            }
        }

        var pixels = Vector256.Create((float)((endY - firstY) * (endX - firstX)));
        (low / pixels).CopyTo(cell);
        (high / pixels).CopyTo(cell[Vector256<float>.Count..]);
    }
}
