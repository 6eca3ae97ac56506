using System.Numerics.Tensors;
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
        cell.Clear();
        for (var y = firstY; y < endY; y++)
        for (var x = firstX; x < endX; x++)
            TensorPrimitives.Add(cell, new ReadOnlySpan<float>(plane + (nint)y * shape.RowStride + x * Shape.Block, Shape.Block), cell);
        TensorPrimitives.Divide(cell, (endY - firstY) * (endX - firstX), cell);
    }
}
